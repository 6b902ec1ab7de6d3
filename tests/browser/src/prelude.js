// Helpers that every script sent to the page begins with. They change nothing in the page, and nothing here is evaluated
// from a string inside it, so that they work under any Content Security Policy.
const hosts = () => [...document.querySelectorAll('[data-vizochok]')];
// Open shadow roots, with the page itself for what stands outside of them.
const rootOf = (host) => (host === null ? document : host?.shadowRoot ?? null);
const within = (host, css) => [...(rootOf(host)?.querySelectorAll(css) ?? [])];
const box = (element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return { x, y, width, height };
};
const shown = (element) => {
  if (!element?.isConnected) return false;
  const { width, height } = box(element);
  const style = getComputedStyle(element);
  return width > 0 && height > 0 && style.visibility === 'visible' && style.opacity !== '0';
};
// Shown, and neither scrolled out of the window nor out of anything that clips it.
const seen = (element) => {
  if (!shown(element)) return false;
  let { x: left, y: top, width, height } = box(element);
  let [right, bottom] = [left + width, top + height];
  const clip = (x, y, w, h) => {
    [left, top] = [Math.max(left, x), Math.max(top, y)];
    [right, bottom] = [Math.min(right, x + w), Math.min(bottom, y + h)];
  };
  clip(0, 0, innerWidth, innerHeight);
  for (let outer = element.parentElement; outer; outer = outer.parentElement) {
    if (getComputedStyle(outer).overflowX === 'visible') continue;
    const { x, y, width: w, height: h } = box(outer);
    clip(x, y, w, h);
  }
  return right > left && bottom > top;
};
// What a story wants to read when it failed: the widgets as a shopper sees them and the page's own notes.
const describe = () => ({
  widgets: hosts().map((host) => ({
    store: host.dataset.vizochok,
    connection: within(host, '[part~=connection]').map((e) => e.dataset.state),
    messages: within(host, '[part~=message]').map((e) => [e.dataset.role, e.dataset.state, e.innerText]),
    cards: within(host, '[part~=card]').map((e) => [e.dataset.sku, e.innerText]),
    input: within(host, '[part~=input]').map((e) => e.value),
  })),
  focus: document.activeElement?.shadowRoot?.activeElement?.outerHTML.slice(0, 120) ?? document.activeElement?.tagName,
  log: window.__log ?? null,
});
