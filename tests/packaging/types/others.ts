// As react.tsx, for the entries that know no JSX.

import { h } from 'vue';
import { VizochokWidget } from '@vizochok/widget/vue';
import { vizochok as action } from '@vizochok/widget/svelte';
import { defineWidget } from '@vizochok/widget/element';
import { VIZOCHOKWidget } from '@vizochok/widget/inline';
import { VIZOCHOKWidget as Slim, setProgram, type Language } from '@vizochok/widget/slim';
import type {} from '@vizochok/widget/vizochok.js';

h(VizochokWidget, { apiKey: 'pk_demo', storeId: 'demo-store', inline: true, onCartChanged: (cart) => cart.total.toFixed(2) });
// @ts-expect-error: storeId is required
h(VizochokWidget, { apiKey: 'pk_demo' });
declare const assistant: InstanceType<typeof VizochokWidget>;
assistant.widget?.open();

action(document.body, { apiKey: 'pk_demo', storeId: 'demo-store', inline: true, ref: (widget) => widget?.open() });
// @ts-expect-error: storeId is required
action(document.body, { apiKey: 'pk_demo' });

defineWidget('my-assistant');
const element = document.querySelector('vizochok-widget');
element?.open();
if (element) element.theme = { mode: 'host' };
document.addEventListener('vizochok:cart-changed', (event) => event.detail.total.toFixed(2));
element?.addEventListener('vizochok:before-send', (event) => event.detail.text === '' && event.preventDefault());
// @ts-expect-error: there is no such mode
document.createElement('vizochok-widget').theme = { mode: 'sepia' };

const language: Language = 'en';
setProgram({ program: new URL('program_bg.wasm', location.href), conversation: '/conversation_bg.wasm' });
setProgram({ program: () => fetch('/program_bg.wasm'), conversation: async () => new Uint8Array() });
// @ts-expect-error: both parts are needed
setProgram({ program: '/program_bg.wasm' });
new Slim({ apiKey: 'pk_demo', storeId: 'demo-store', language }).mount();
new VIZOCHOKWidget({ apiKey: 'pk_demo', storeId: 'demo-store' }).destroy();

vizochok('init', { language }, '#chat');
vizochok('on', 'cart-changed', (cart) => cart.total.toFixed(2));
vizochok('send', 'milk');
// @ts-expect-error: there is no such command
vizochok('opn');
void vizochok.widget?.whenReady();
