import type { VIZOCHOKWidget, VIZOCHOKWidgetConfig } from './index.js';

/**
 * The options of the widget, and those of its place. A changed option changes the widget, as `update()` does. The
 * callbacks are events in a template: `@cart-changed="…"` is `onCartChanged`.
 */
export interface VizochokWidgetProps extends VIZOCHOKWidgetConfig {
  /** The chat fills a `div` that stands here; without it there is a floating launcher, and nothing stands here. */
  inline?: boolean;
  /** For the `div` of an inline widget. */
  id?: string;
  /** For the `div` of an inline widget. */
  class?: unknown;
  /** For the `div` of an inline widget. */
  style?: unknown;
}

/** The shopping assistant. A template ref to it has the widget: `assistant.value.widget?.open()`. */
export const VizochokWidget: new () => {
  $props: VizochokWidgetProps;
  /** The widget, while the component is mounted. */
  widget: VIZOCHOKWidget | null;
};
