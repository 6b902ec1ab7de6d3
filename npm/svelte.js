// The entry of `import { vizochok } from '@vizochok/widget/svelte'`: the widget as an action, for every Svelte from 3 on.
// `<div use:vizochok={options}></div>`: with `inline` the chat fills the element, else it floats; `ref` is handed the
// widget. Actions never run on a server.

import { Follower } from './follower.js';
import { VIZOCHOKWidget } from './index.js';

export function vizochok(node, options) {
  const follower = new Follower(VIZOCHOKWidget, options.ref);
  const update = ({ inline, ref, ...config }) => follower.follow(config, inline ? node : undefined);
  update(options);
  return { update, destroy: () => follower.end() };
}
