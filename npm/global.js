// The entry of `<script src="…/vizochok.js"></script>`: sets `window.VIZOCHOKWidget`. The program stands
// beside the script; `currentScript` knows where that is, but only while the script itself runs.

import { widgetClass } from './widget.js';

const home = document.currentScript?.src || location.href;

// Browsers may remember a module that failed to load; another address is tried anew.
const words = (language) => () => import(new URL(`words/${language}.js`, home).href);

window.VIZOCHOKWidget = widgetClass((attempt) => {
  const address = new URL('program.js', home);
  if (attempt > 0) address.searchParams.set('attempt', String(attempt));
  return import(address.href);
}, { en: words('en'), ru: words('ru') });
