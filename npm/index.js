// The entry of `import { VIZOCHOKWidget } from '@vizochok/widget'`. Importing it touches nothing: the
// program and the words are imported by the first mount(), from literal specifiers that every bundler can follow.

import { widgetClass } from './widget.js';

export const VIZOCHOKWidget = /* @__PURE__ */ widgetClass(() => import('./program.js'), {
  en: () => import('./words/en.js'),
  ru: () => import('./words/ru.js'),
});
