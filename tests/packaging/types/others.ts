// As react.tsx, for the entries that know no JSX.

import { h } from 'vue';
import { VizochokWidget } from '@vizochok/widget/vue';
import { vizochok } from '@vizochok/widget/svelte';

h(VizochokWidget, { apiKey: 'pk_demo', storeId: 'demo-store', inline: true, onCartChanged: (cart) => cart.total.toFixed(2) });
// @ts-expect-error: storeId is required
h(VizochokWidget, { apiKey: 'pk_demo' });
declare const assistant: InstanceType<typeof VizochokWidget>;
assistant.widget?.open();

vizochok(document.body, { apiKey: 'pk_demo', storeId: 'demo-store', inline: true, ref: (widget) => widget?.open() });
// @ts-expect-error: storeId is required
vizochok(document.body, { apiKey: 'pk_demo' });
