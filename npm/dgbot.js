// The entry of `<script src="…/dgbot.js" data-chatbot-id="…"></script>`: makes a widget by the attributes of its
// element, and sets `window.DGbot`. The program stands beside the script.

import { loadBeside } from './beside.js';
import { install } from './commands.js';
import { widgetClass } from './facade.js';

const script = document.currentScript ?? document.querySelector('script[data-chatbot-id]') ?? document.createElement('script');
const load = loadBeside(script);

install(window, script.dataset, (options) => new (widgetClass(load))(options));
