import type { BeforeSendEvent, VIZOCHOKWidget, VIZOCHOKWidgetConfig, WidgetCallbacks, WidgetEvents } from './index.js';

/** The options as properties. Those with an attribute are reflected by it; objects are merged over the attributes. */
type Options = Partial<Omit<VIZOCHOKWidgetConfig, keyof WidgetCallbacks>>;

/** The methods of the class, but those that the element's place and attributes stand for. */
type Methods = Omit<VIZOCHOKWidget, 'mount' | 'unmount' | 'destroy' | 'update'>;

/**
 * The element `<vizochok-widget api-key="…" store-id="…">`: the widget for as long as it is on the page. A change of
 * an attribute or a property changes the widget, as `update()` does.
 */
export interface VizochokWidgetElement extends HTMLElement, Options, Methods {
  /** The chat fills the element; without it there is a floating launcher, and the element takes no place. */
  inline: boolean;
  /** The widget of the class, while the element is on the page. */
  readonly widget: VIZOCHOKWidget | null;
}

/**
 * Defines the element under a name, unless the page has one of that name already. Importing the module has defined
 * `vizochok-widget`; on a server nothing is defined.
 */
export function defineWidget(tag?: string): void;

/**
 * The events of the element, which bubble and leave shadow roots. `preventDefault()` keeps the words of
 * `vizochok:before-send` from being sent, and an `error` off the console.
 */
export type VizochokEventMap = {
  [Name in keyof WidgetEvents as `vizochok:${Name}`]: CustomEvent<
    Name extends 'before-send' ? Pick<BeforeSendEvent, 'text'> : WidgetEvents[Name]
  >;
};

/** What can be written as text, in HTML and in JSX. */
export interface VizochokWidgetAttributes {
  'api-key'?: string;
  'store-id'?: string;
  'user-id'?: string;
  /** May be relative to the page. */
  'api-base'?: string;
  language?: string;
  'language-url'?: string;
  load?: VIZOCHOKWidgetConfig['load'];
  persist?: VIZOCHOKWidgetConfig['persist'];
  position?: VIZOCHOKWidgetConfig['position'];
  'offset-x'?: number | string;
  'offset-y'?: number | string;
  'z-index'?: number | string;
  'theme-mode'?: 'light' | 'dark' | 'auto' | 'host';
  'theme-primary-color'?: string;
  'theme-font-family'?: string;
  'theme-border-radius'?: string;
  'bot-name'?: string;
  'bot-avatar'?: string;
  placeholder?: string;
  'welcome-message'?: string;
  'fallback-href'?: string;
  'fallback-phone'?: string;
  'fallback-label'?: string;
  inline?: boolean | '';
}

/** The element in JSX. Frameworks that set properties (React 19, Preact, Vue) take the options by their names too. */
export type VizochokWidgetJsx = VizochokWidgetAttributes &
  Omit<Options, keyof VizochokWidgetAttributes> & {
    [Name in 'id' | 'class' | 'className' | 'slot' | 'style' | 'ref' | 'key' | 'children']?: unknown;
  };

declare global {
  interface HTMLElementTagNameMap {
    'vizochok-widget': VizochokWidgetElement;
  }
  interface GlobalEventHandlersEventMap extends VizochokEventMap {}
  // For React 18 and other libraries; that of React 19 comes with `@vizochok/widget/react`.
  namespace JSX {
    interface IntrinsicElements {
      'vizochok-widget': VizochokWidgetJsx;
    }
  }
}
