// The packages stand one level up; what the development server makes of them stays here.
export default { base: './', cacheDir: '.vite' };
