// The entry of `import { VIZOCHOKWidget } from '@vizochok/widget'`. Importing it touches nothing: the program,
// and all that comes with it, is imported when somebody is likely to use it, from a literal specifier that every
// bundler can follow.

import { widgetClass } from './facade.js';

export const VIZOCHOKWidget = /* @__PURE__ */ widgetClass(() => import('./program.js'));
