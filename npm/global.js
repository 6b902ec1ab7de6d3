// The entry of `<script src="…/vizochok.js"></script>`: sets `window.VIZOCHOKWidget`, and `window.vizochok` (script.js).
// The program stands beside the script; `currentScript` knows where that is, but only while the script itself runs.

import { widgetClass } from './facade.js';
import { takeCommands } from './script.js';

let attempts = 0;
const script = document.currentScript;
const home = script?.src || location.href;

/**
 * Imports the module beside the script. A module that is preloaded is checked against its hash, and the import
 * takes what was preloaded; an engine that knows no preloading does not check. Browsers may remember a module that failed
 * to load: another address is tried anew.
 */
async function load() {
  const address = new URL('program.js', home);
  if (attempts > 0) address.searchParams.set('attempt', attempts);
  attempts += 1;
  const link = document.createElement('link');
  if (link.relList.supports('modulepreload')) {
    await new Promise((loaded, failed) => {
      Object.assign(link, { rel: 'modulepreload', href: address.href, integrity: MODULE_HASH, crossOrigin: 'anonymous' });
      Object.assign(link, { onload: loaded, onerror: () => failed(new TypeError(`${address} was refused`)) });
      document.head.append(link);
    }).finally(() => link.remove());
  }
  return import(address.href);
}

const VIZOCHOKWidget = widgetClass(load);
if (takeCommands(VIZOCHOKWidget, script)) window.VIZOCHOKWidget = VIZOCHOKWidget;
else console.warn('VIZOCHOKWidget: vizochok.js is on this page twice; the first one stays');
