// The entry of `import { VIZOCHOKWidget, setProgram } from '@vizochok/widget/slim'`, for pages that bring the program
// themselves: another host, a bundler's own way with files, bytes from anywhere.

import { widgetClass } from './facade.js';

let sources = null;

/** What the page gave, asked anew for every attempt when it is a function. */
const source = (given) => () => (typeof given === 'function' ? given() : given);

export function setProgram({ program, conversation }) {
  sources = { program: source(program), conversation: source(conversation) };
}

export const VIZOCHOKWidget = /* @__PURE__ */ widgetClass(async () => {
  if (sources === null) throw new Error('VIZOCHOKWidget: setProgram() comes before mount()');
  return (await import('./program-slim.js')).engineOf(sources);
});
