// The frame shows the shop with what the address asks for, or the page `inside`, in so many pixels if it says so.
addEventListener('DOMContentLoaded', () => {
  const frame = document.querySelector('iframe');
  const wanted = new URLSearchParams(location.search);
  for (const side of ['width', 'height']) {
    if (wanted.has(side)) frame.style[side] = `${wanted.get(side)}px`;
  }
  frame.src = wanted.get('inside') ?? `shop.html${location.search}`;
});
