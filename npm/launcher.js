// The launcher before the program is there, and the link that stands in its place when it will not come. It looks
// as the program's own does (style/panel.css, src/core/config/colour.rs), so that nothing jumps when that takes over.

const ICON =
  'M21 11.5a8 8 0 0 1-8.5 8c-1.4 0-2.7-.3-3.9-.9L4 20l1.3-4.3A7.6 7.6 0 0 1 4.5 11.5a8.3 8.3 0 0 1 16.5 0zM9 11.5h.01M12.7 11.5h.01M16.4 11.5h.01';

/** The distance from an edge; the page's own sheets may set another one than the options. */
const distance = (edge, pixels, name) =>
  `${edge}:max(${Number.isInteger(pixels) ? `${pixels}px` : `var(--vz-offset-${name},20px)`},env(safe-area-inset-${edge}));`;

function cssFor({ position, offset, zIndex }, floating) {
  const [host, place] = floating
    ? [
        `;position:fixed!important;z-index:${Number.isInteger(zIndex) ? zIndex : 2147483000}!important`,
        `position:fixed;${distance(position === 'bottom-left' ? 'left' : 'right', offset?.x, 'x')}${distance('bottom', offset?.y, 'y')}`,
      ]
    : ['', ''];
  // The border is seen where the reader's own colours are forced on the page.
  return (
    `:host{all:initial!important;display:block!important${host}}` +
    `button,a{${place}border:1px solid transparent;border-radius:28px;padding:14px;` +
    'background:var(--vz-accent,#1f7a4d);color:var(--vz-on-accent,#fff);cursor:pointer;' +
    'box-shadow:0 1px 2px rgb(16 24 32/8%),0 12px 32px rgb(16 24 32/18%)}' +
    'a{padding:17px 20px;font:600 15px system-ui;text-decoration:none}' +
    'svg{display:block;width:26px;fill:none;stroke:currentcolor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}'
  );
}

/** Gives an element the shop's colour, and the ink that the program takes on it: white up to a luminance of 0.2 (nearly
 * sRGB's, which is enough to choose between two). */
function paint(element, colour) {
  const { style } = element;
  style.color = colour;
  // What the engine makes of it; a colour that it does not know has changed nothing.
  const fill = style.color && getComputedStyle(element).color;
  const [red, green, blue] = (fill || '0').match(/[\d.]+/g).map((channel) => (channel / 255) ** 2.2);
  style.background = fill;
  style.color = fill && (0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.2 ? '#fff' : '#111418');
}

function make(name, attributes, ...children) {
  const space = /svg|path/.test(name) ? '2000/svg' : '1999/xhtml';
  const element = document.createElementNS(`http://www.w3.org/${space}`, name);
  for (const attribute in attributes) element.setAttribute(attribute, attributes[attribute]);
  element.append(...children);
  return element;
}

/**
 * Draws the launcher, or the link `{ href, label }`, in its corner or in `target`, and returns the host element;
 * null where the page or the engine does not let it. `interest(pressed)` hears of a pointer, the focus, a press.
 */
export function draw(config, { href, label, target }, interest) {
  const host = make('div', { 'data-vizochok': config.storeId });
  try {
    const root = host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(cssFor(config, target === undefined));
    root.adoptedStyleSheets = [sheet];
    const part = 'launcher';
    const button = href
      ? make('a', { part, href, rel: 'noreferrer' }, label)
      : make(
          'button',
          { part, type: 'button', title: label, 'aria-label': label, 'aria-expanded': false },
          make('svg', { viewBox: '0 0 24 24' }, make('path', { d: ICON })),
        );
    if (!href) {
      // Properties, not listeners: they go with the element.
      button.onpointerenter = button.onfocus = () => interest(false);
      button.onclick = () => {
        button.style.opacity = 0.7;
        interest(true);
      };
    }
    root.append(button);
    (target ?? document.body).append(host);
    paint(button, config.theme?.primaryColor);
    return host;
  } catch {
    host.remove();
    return null;
  }
}
