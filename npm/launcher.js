// The launcher before the program is there, and the link that stands in its place when it will not come. It looks
// as the program's own does (style/panel.css), so that nothing jumps when that takes over.

import { launcherName } from './messages.js';

/** A distance from an edge; the page's own sheets may set another one than the options. */
const distance = (edge, pixels, name) =>
  `;${edge}:max(${pixels >= 0 ? `${pixels}px` : `var(--vz-offset-${name},20px)`},env(safe-area-inset-${edge}))!important`;

function cssFor({ position, offset, zIndex }, floating) {
  const place = floating
    ? `;position:fixed!important;z-index:${(zIndex ?? 2147483000) | 0}!important` +
      distance(/-left/.test(position) ? 'left' : 'right', offset?.x, 'x') +
      distance('bottom', offset?.y, 'y')
    : '';
  // The border is seen where the reader's own colours are forced on the page. The element has the shop's colour as its
  // own, and is filled with it; what is in it takes the ink that is to be read there, as the program does: white up to a
  // luminance of 0.2, which is a lightness of 51.8. Engines that cannot compute a colour from another take white.
  return (
    `:host{all:initial!important${place}}` +
    'button,a{display:inline-block;border:1px solid #0000;border-radius:28px;padding:14px;background:currentcolor;' +
    'color:var(--vz-accent,#1f7a4d);cursor:pointer;box-shadow:0 4px 16px #0004}' +
    'a{padding:17px 20px;font:600 15px system-ui;text-decoration:none}' +
    'span{color:#fff;color:lch(from currentcolor max(6,51800 - l*1000) 0 0)}' +
    'button span{display:block;padding:2px;height:18px;border:2px solid;border-radius:50% 50% 50% 4px;width:18px;' +
    'background:radial-gradient(circle,currentcolor 1.3px,#0000 1.8px)50%/6px content-box}'
  );
}

/**
 * Draws the launcher, or the link `{ href, label }`, in its corner or in `target`, and returns the host element;
 * null where the page or the engine does not let it. `interest` hears the events of a pointer, the focus, a press.
 */
export function draw(config, { href, label = launcherName(config), target }, interest) {
  try {
    const host = document.createElement('div');
    const root = host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(cssFor(config, !target));
    root.adoptedStyleSheets = [sheet];
    host.dataset.vizochok = config.storeId;
    const button = document.createElement(href ? 'a' : 'button');
    button.part = 'launcher';
    Object.assign(
      button,
      href
        ? { href }
        : // Properties, not listeners: they go with the element.
          { title: label, ariaLabel: label, ariaExpanded: false, onpointerenter: interest, onfocus: interest, onclick: interest },
    );
    const span = document.createElement('span');
    span.textContent = href && label;
    button.append(span);
    // A colour that the engine does not know changes nothing.
    button.style.color = config.theme?.primaryColor;
    root.append(button);
    (target?.append ? target : document.querySelector(target ?? 'body')).append(host);
    return host;
  } catch {
    return null;
  }
}
