// What the script tag brings besides the class: a widget made of the tag's own attributes, and the commands of the page,
// also those that were given before the script had arrived:
//
//   <script>window.vizochok = window.vizochok || function () { (vizochok.q = vizochok.q || []).push(arguments); };</script>
//   <script async src="…/vizochok.js" data-api-key="pk_…" data-store-id="…"></script>
//   <script>vizochok('on', 'cart-changed', (cart) => …); vizochok('open');</script>

import { optionsFrom } from './options.js';

/**
 * Sets `page.vizochok`, where `script` is the tag. A command is the name of one of the class's methods. `init(options,
 * target)` makes the page's widget of the tag's attributes and these options; an `apiKey` among the attributes does
 * it by itself. Commands that come before that wait. Returns false, and does nothing else, on a page that has been here.
 */
export function takeCommands(Widget, script, page = window) {
  if (page.vizochok?.widget !== undefined) return false;
  const waiting = [...(page.vizochok?.q ?? [])];
  const attributes = optionsFrom(script?.dataset ?? {});

  function vizochok(command, ...args) {
    const { widget } = vizochok;
    if (command === 'init') return init(...args);
    if (command === 'destroy') {
      waiting.length = 0;
      vizochok.widget = null;
      return widget?.destroy();
    }
    if (widget === null) return void waiting.push([command, ...args]);
    const method = command === 'send' ? 'sendMessage' : command;
    if (typeof widget[method] === 'function') return widget[method](...args);
    return console.error(`VIZOCHOKWidget: there is no command "${command}"`);
  }

  function init(options, target = script?.dataset.target) {
    vizochok.widget?.destroy();
    vizochok.widget = new Widget({ ...attributes, ...options });
    vizochok.widget.mount(target);
    for (const args of waiting.splice(0)) vizochok(...args);
  }

  vizochok.widget = null;
  page.vizochok = vizochok;
  page.document.addEventListener('click', (event) => {
    if (!event.target.closest?.('[data-vizochok-open]')) return;
    event.preventDefault();
    vizochok('open');
  });
  const first = waiting.findIndex(([command]) => command === 'init');
  if (first >= 0) vizochok(...waiting.splice(first, 1)[0]);
  else if (attributes.apiKey !== undefined) init();
  return true;
}
