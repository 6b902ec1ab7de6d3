import type { MessageEventDetail, VisitorIdentity } from './index.js';

/** The documented events of `DGbot('on', …)`, with what their handlers receive. */
export interface DGbotEvents {
  'widget:open': undefined;
  'widget:close': undefined;
  /** The first message of a conversation was sent. */
  'conversation:start': { conversationId: string };
  'message:sent': MessageEventDetail;
  'message:received': MessageEventDetail;
  /** Lead forms have no documented frames: it never comes. */
  'lead:captured': { name: string; email: string; conversationId: string };
  'handoff:requested': { conversationId: string };
}

/** The commands of the script tag. Before the script has arrived the stub of the documentation keeps them. */
export interface DGbotCommands {
  (command: 'open' | 'close' | 'toggle' | 'reset' | 'hide' | 'show'): void;
  (command: 'send', args: { message: string }): void;
  (command: 'identify', who: VisitorIdentity): void;
  <Name extends keyof DGbotEvents>(command: 'on', event: Name, handler: (detail: DGbotEvents[Name]) => void): void;
}

declare global {
  interface Window {
    DGbot: DGbotCommands;
  }
  var DGbot: DGbotCommands;
}
