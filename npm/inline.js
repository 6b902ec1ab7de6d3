// The entry of `import { VIZOCHOKWidget } from '@vizochok/widget/inline'`, for bundlers that do not copy a package's
// files: the program stands in modules, as text.

import { widgetClass } from './facade.js';

export const VIZOCHOKWidget = /* @__PURE__ */ widgetClass(async () => {
  const [{ engineOf }, program] = await Promise.all([import('./program-slim.js'), import('./program-bytes.js')]);
  return engineOf({
    program: () => program.default,
    conversation: async () => (await import('./conversation-bytes.js')).default,
  });
});
