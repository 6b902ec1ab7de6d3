import type { Action } from 'svelte/action';
import type { VIZOCHOKWidget, VIZOCHOKWidgetConfig } from './index.js';

/** The options of the widget, and those of its place. A changed option changes the widget, as `update()` does. */
export interface VizochokOptions extends VIZOCHOKWidgetConfig {
  /** The chat fills the element; without it there is a floating launcher. */
  inline?: boolean;
  /** Is handed the widget when it is made, and `null` when the element goes. */
  ref?: (widget: VIZOCHOKWidget | null) => void;
}

/** The shopping assistant, for as long as an element is on the page: `<div use:vizochok={options}></div>`. */
export const vizochok: Action<HTMLElement, VizochokOptions>;
