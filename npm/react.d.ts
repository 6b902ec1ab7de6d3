import type { CSSProperties, ForwardRefExoticComponent, RefAttributes } from 'react';
import type { VizochokWidgetJsx } from './element.js';
import type { VIZOCHOKWidget, VIZOCHOKWidgetConfig } from './index.js';

/** The options of the widget, and those of its place. A changed option changes the widget, as `update()` does. */
export interface VizochokWidgetProps extends VIZOCHOKWidgetConfig {
  /** The chat fills a `div` that stands here; without it there is a floating launcher, and nothing stands here. */
  inline?: boolean;
  /** For the `div` of an inline widget. */
  id?: string;
  /** For the `div` of an inline widget. */
  className?: string;
  /** For the `div` of an inline widget. */
  style?: CSSProperties;
}

/** The shopping assistant. Its ref holds the widget while the component is mounted: `ref.current?.open()`. */
export const VizochokWidget: ForwardRefExoticComponent<VizochokWidgetProps & RefAttributes<VIZOCHOKWidget>>;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'vizochok-widget': VizochokWidgetJsx;
    }
  }
}
