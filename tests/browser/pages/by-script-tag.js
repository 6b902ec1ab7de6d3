import { start } from './start.js';

start(window.VIZOCHOKWidget);
