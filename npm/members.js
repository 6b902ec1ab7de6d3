// What of the class stands in attributes, properties, events and methods of the custom element, and in the props of the
// frameworks' components.

/** Options that are text or a number. */
export const SCALARS = [
  'apiKey', 'storeId', 'userId', 'apiBase', 'language', 'languageUrl', 'load', 'persist', 'position', 'zIndex', 'botName',
  'botAvatar', 'placeholder', 'welcomeMessage',
];

/** Options that are objects. */
export const OBJECTS = ['theme', 'strings', 'offset', 'fallback'];

/** Fields of them that are text or a number, by the names that options.js takes apart. */
export const FIELDS = [
  'themeMode', 'themePrimaryColor', 'themeFontFamily', 'themeBorderRadius', 'offsetX', 'offsetY', 'fallbackHref',
  'fallbackPhone', 'fallbackLabel',
];

/** What the class tells of, by `on()`. */
export const EVENTS = [
  'ready', 'open', 'close', 'unread', 'before-send', 'message-sent', 'message-received', 'conversation-start', 'handoff-requested',
  'cart-changed', 'product-click', 'session-complete', 'error', 'connect', 'disconnect',
];

/** Members of the class that are no methods of the element: its place and its attributes stand for them. */
export const REPLACED = ['constructor', 'mount', 'unmount', 'destroy', 'update'];

/** The attribute of a name: `apiKey` → `api-key` */
export const attributeOf = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
