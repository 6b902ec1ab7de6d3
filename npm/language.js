// The words of a language that the program does not hold itself.
//
// `languages` says how to import the words that the package has: `{ en: () => import('./words/en.js'), … }`.
// Ukrainian, the default, is part of the program.

/** Resolves to what the program is given as `words`: undefined when it needs none. */
export async function wordsFor({ language, languageUrl }, languages, program) {
  if (typeof languageUrl === 'string') return (await program()).loadWords(languageUrl);
  const tag = String(language ?? '').split(/[-_]/)[0].toLowerCase();
  return Object.hasOwn(languages, tag) ? (await languages[tag]()).default : undefined;
}
