import type {
  ConfigUpdate,
  VIZOCHOKWidget as WidgetClass,
  VIZOCHOKWidgetConfig,
  WidgetEventHandler,
  WidgetEvents,
} from './index.js';

/**
 * The commands of the script tag. Before the script has arrived the stub of the documentation keeps them, and returns
 * nothing; so does a command that comes before the page's widget is made.
 */
export interface VizochokCommands {
  /** Makes the page's widget of the tag's attributes and these options; one that was there before is ended. */
  (command: 'init', options?: Partial<VIZOCHOKWidgetConfig>, target?: Element | string): void;
  (command: 'open' | 'close' | 'toggle' | 'show' | 'hide' | 'logout' | 'destroy'): void;
  (command: 'send', text: string): void;
  (command: 'update', partial: ConfigUpdate): void;
  (command: 'setUser', id: string | null): void;
  (command: 'mount', target?: Element | string): void;
  (command: 'unmount'): void;
  <Name extends keyof WidgetEvents>(
    command: 'on',
    event: Name,
    handler: WidgetEventHandler<Name>,
  ): (() => void) | undefined;
  /** The page's widget, for everything else; `null` before it is made. Absent until the script has arrived. */
  readonly widget?: WidgetClass | null;
}

declare global {
  interface Window {
    vizochok: VizochokCommands;
    /** The class; there when the script has run. */
    VIZOCHOKWidget: typeof WidgetClass;
  }
  var vizochok: VizochokCommands;
}
