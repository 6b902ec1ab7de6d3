import { VIZOCHOKWidget } from '/vizochok/index.js';
import { start } from './start.js';

start(VIZOCHOKWidget);
