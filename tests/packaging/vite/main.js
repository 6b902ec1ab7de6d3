import { VIZOCHOKWidget } from '@vizochok/widget';

const widget = new VIZOCHOKWidget({
  apiKey: 'pk_demo',
  storeId: 'demo-store',
  language: 'en',
  apiBase: import.meta.env.VITE_API ?? location.origin,
});
widget.mount();
