// The entry of `<script src="…/vizochok.js"></script>`: sets `window.VIZOCHOKWidget`, and `window.vizochok` (script.js).
// The program stands beside the script; `currentScript` knows where that is, but only while the script itself runs.

import { loadBeside } from './beside.js';
import { widgetClass } from './facade.js';
import { takeCommands } from './script.js';

const script = document.currentScript ?? document.createElement('script');
// The stub has no widget; a script that has been here has one, or null.
if (window.vizochok?.widget === undefined) takeCommands((window.VIZOCHOKWidget = widgetClass(loadBeside(script))), script);
else console.warn('VIZOCHOKWidget: loaded twice');
