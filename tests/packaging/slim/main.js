import { VIZOCHOKWidget, setProgram } from '@vizochok/widget/slim';
import conversation from '@vizochok/widget/conversation_bg.wasm?url';
import program from '@vizochok/widget/program_bg.wasm?url';

setProgram({ program: () => WebAssembly.compileStreaming(fetch(program)), conversation: () => fetch(conversation) });
const widget = new VIZOCHOKWidget({
  apiKey: 'pk_demo',
  storeId: 'demo-store',
  language: 'en',
  apiBase: location.origin,
});
widget.mount();
