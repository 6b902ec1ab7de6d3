// What the script tag brings besides the class: a widget made of the tag's own attributes, and the commands of the page,
// also those that were given before the script had arrived:
//
//   <script>window.vizochok = window.vizochok || function () { (vizochok.q = vizochok.q || []).push(arguments); };</script>
//   <script async src="…/vizochok.js" data-api-key="pk_…" data-store-id="…"></script>
//   <script>vizochok('on', 'cart-changed', (cart) => …); vizochok('open');</script>

import { optionsFrom } from './options.js';

/**
 * Sets `window.vizochok`, where `script` is the tag. A command is the name of one of the class's methods. `init(options,
 * target)` makes the page's widget of the tag's attributes and these options; an `apiKey` among the attributes does
 * it by itself. Commands that come before that wait.
 */
export function takeCommands(Widget, script) {
  const queue = window.vizochok?.q ?? [];
  const attributes = optionsFrom(script.dataset);
  const waiting = [];

  function vizochok(command, first, second = script.dataset.target) {
    const { widget } = vizochok;
    if (command === 'init') {
      widget?.destroy();
      vizochok.widget = new Widget({ ...attributes, ...first });
      vizochok.widget.mount(second);
      for (const args of waiting.splice(0)) vizochok(...args);
    } else if (command === 'destroy') {
      waiting.length = 0;
      vizochok.widget = null;
      widget?.destroy();
    } else if (widget) {
      const method = command === 'send' ? 'sendMessage' : command;
      if (widget[method]) return widget[method](first, second);
      console.error(`VIZOCHOKWidget: there is no command "${command}"`);
    } else waiting.push([command, first, second]);
  }

  vizochok.widget = null;
  window.vizochok = vizochok;
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('[data-vizochok-open]')) {
      event.preventDefault();
      vizochok('open');
    }
  });
  if (attributes.apiKey && !queue.some(([command]) => command === 'init')) vizochok('init');
  for (const args of queue) vizochok(...args);
}
