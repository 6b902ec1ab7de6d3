import { VIZOCHOKWidget } from '@vizochok/widget/inline';

const widget = new VIZOCHOKWidget({
  apiKey: 'pk_demo',
  storeId: 'demo-store',
  language: 'en',
  apiBase: location.origin,
});
widget.mount();
