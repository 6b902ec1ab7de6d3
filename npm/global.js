// The entry of `<script src="…/vizochok.js"></script>`: sets `window.VIZOCHOKWidget`, and `window.vizochok` (script.js).
// The program stands beside the script; `currentScript` knows where that is, but only while the script itself runs.

import { loadBeside } from './beside.js';
import { widgetClass } from './facade.js';
import { takeCommands } from './script.js';

const script = document.currentScript;
const VIZOCHOKWidget = widgetClass(loadBeside(script));
if (takeCommands(VIZOCHOKWidget, script)) window.VIZOCHOKWidget = VIZOCHOKWidget;
else console.warn('VIZOCHOKWidget: vizochok.js is on this page twice; the first one stays');
