// The entry of `import { VIZOCHOKWidget } from '@vizochok/widget'`. Importing it touches nothing: the
// program is imported by the first mount(), from a literal specifier that every bundler can follow.

import { widgetClass } from './widget.js';

export const VIZOCHOKWidget = /* @__PURE__ */ widgetClass(() => import('./program.js'));
