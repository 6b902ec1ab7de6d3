/** Languages that the package has words for. */
export type Language = 'uk' | 'en' | 'ru';

/** Options of the widget. Only `apiKey` and `storeId` are required. */
export interface VIZOCHOKWidgetConfig extends WidgetCallbacks {
  /** The shop's public key. It begins with `pk_`; a secret `sk_` key is refused. */
  apiKey: string;
  /** The store whose products and session this is. One conversation is kept per store and browser tab. */
  storeId: string;
  /** Absent, or `'dgbot'`: see {@link DGbotWidgetConfig}. */
  protocol?: 'vizochok';
  /** The signed-in customer, if there is one: for personal answers and per-user limits. */
  userId?: string;
  /**
   * Language of the interface and of error messages: one of the package's, or any other (BCP 47) together
   * with `languageUrl`.
   * @defaultValue `'uk'`
   */
  language?: Language | (string & {});
  /**
   * Address of a JSON file with the words of another language; `@vizochok/widget/words/en.json` is the
   * template. What it lacks is said in Ukrainian, and named by `onError` (`invalid_config`).
   */
  languageUrl?: string;
  /** Other texts in the places of some of the widget's own, by their names in `words/en.json`. */
  strings?: Record<string, string>;
  /**
   * Address of the API, `https://` or `http://`; the WebSocket address is derived from it.
   * @defaultValue `'https://api.vizochok.com'`
   */
  apiBase?: string;
  /**
   * When the program is loaded. Until then a launcher of the same look stands in its place, which costs the page
   * less than 3 kB; pressing it, `open()`, `toggle()` and `sendMessage()` load the program at once.
   *
   * - `'idle'`: when the page has loaded and the browser has nothing better to do;
   * - `'intent'`: when a pointer or the focus comes to the launcher. A shopper who has used the assistant in this
   *   tab before has shown interest already: then as `'idle'`. So is a widget with a target, which has no launcher;
   * - `'eager'`: by `mount()`.
   * @defaultValue `'idle'`
   */
  load?: 'idle' | 'intent' | 'eager';
  /**
   * What the tab keeps in its `sessionStorage` of the conversation, from the first use on
   * (something is typed, pressed or sent; a page view leaves nothing, nor does looking into the panel):
   *
   * - `'full'`: the conversation and the cart, which a reload brings back at once;
   * - `'id'`: only the names by which the service finds the conversation again, and no word of it;
   * - `'none'`: nothing; a conversation ends with its page, or with a crash.
   * @defaultValue `'full'`
   */
  persist?: 'none' | 'id' | 'full';
  /**
   * How else the shop can be reached: a link in the launcher's place when the program cannot be loaded.
   * `href` may be `http:`, `https:`, `mailto:` or `tel:`.
   */
  fallback?: { href?: string; phone?: string; label?: string };
  /** Colours, font and corners. */
  theme?: ThemeConfig;
  /**
   * Corner of the floating launcher and panel. Without effect in an inline widget.
   * @defaultValue `'bottom-right'`
   */
  position?: 'bottom-right' | 'bottom-left';
  /**
   * Distance of the launcher from its corner, sideways (`x`) and upwards (`y`), in CSS pixels from 0 to 400.
   * The panel keeps above it.
   * @defaultValue `{ x: 20, y: 20 }`
   */
  offset?: { x?: number; y?: number };
  /**
   * Layer of the floating widget, from 0 to 2147483647.
   * @defaultValue `2147483000`
   */
  zIndex?: number;
  /**
   * The assistant's name in the header.
   * @defaultValue `'Помічник'`
   */
  botName?: string;
  /** Address of a picture for the header; without one the first letter of the name is shown. */
  botAvatar?: string;
  /** Replaces the hint in the empty input field. */
  placeholder?: string;
  /** Shown when the chat is opened and has no messages yet. */
  welcomeMessage?: string;
}

/** What can happen, for `on()`, with what its handlers receive. Where goods are sold, none of it holds the words of a message. */
export interface WidgetEvents {
  /** The program runs and the widget is on the page; again after every `mount()`, and after a crash. */
  ready: undefined;
  /** The panel was opened. */
  open: undefined;
  /** The panel was closed; the launcher stays. */
  close: undefined;
  /** The number of answers that came while the panel was closed has changed. */
  unread: { count: number };
  /**
   * The shopper's words are about to be sent; the only event that shows them. `preventDefault()`, called before
   * the handler returns, keeps them in the input field. Said for typed words and for `sendMessage()`.
   */
  'before-send': BeforeSendEvent;
  /** A message of the shopper stands in the conversation. With `protocol: 'dgbot'` it is told, as documented there. */
  'message-sent': MessageEventDetail | undefined;
  /** An answer is whole. The same holds. */
  'message-received': MessageEventDetail | undefined;
  /** The first message of a conversation; only with `protocol: 'dgbot'`. */
  'conversation-start': { conversationId: string };
  /** The shopper wants a person; only with `protocol: 'dgbot'`. */
  'handoff-requested': { conversationId: string };
  /** The cart has changed, and the shop has confirmed it. Show it; the shop's own cart is already right. */
  'cart-changed': CartChangedEvent;
  /** The shopper pressed "Add" on a product card. The change itself follows by `cart-changed`. */
  'product-click': ProductItem;
  /** An answer carried a summary of the cart, or a kept session was restored. */
  'session-complete': SessionSummary;
  /** Something failed. The shopper has been told in the chat, if there is one. */
  error: WidgetError;
  /** The server accepted the connection. */
  connect: undefined;
  /** The connection was closed, by `unmount()` or `destroy()` or by the network. */
  disconnect: undefined;
}

/** A message, for the documented events of `protocol: 'dgbot'`. The conversation is known by its visitor's id. */
export interface MessageEventDetail {
  message: string;
  conversationId: string;
}

/** What a handler of `before-send` receives. */
export interface BeforeSendEvent {
  readonly text: string;
  readonly defaultPrevented: boolean;
  preventDefault(): void;
}

/** A handler of `on()`. */
export type WidgetEventHandler<Name extends keyof WidgetEvents> = (detail: WidgetEvents[Name]) => void;

/** `'cart-changed'` → `'CartChanged'` */
type PascalCase<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${Capitalize<First>}${PascalCase<Rest>}`
  : Capitalize<Name>;

/** For every event an option of its name that is called as a handler of `on()` is: `onCartChanged`, `onError`, … */
export type WidgetCallbacks = {
  [Name in keyof WidgetEvents as `on${PascalCase<Name>}`]?: WidgetEventHandler<Name>;
};

/** How the widget looks. Values are CSS values. */
export interface ThemeConfig {
  /**
   * The scheme of colours: `auto` follows the visitor's system; `host` follows the page and its own toggle
   * (`class="dark"`, `data-theme`, `data-bs-theme`, `color-scheme`, or else how bright the page is).
   * @defaultValue `'auto'`
   */
  mode?: 'light' | 'dark' | 'auto' | 'host';
  /** The brand's colour for buttons and accents, such as `'#2D8A4E'`. */
  primaryColor?: string;
  /** A font list, such as `"'Inter', system-ui, sans-serif"`. The page has to load the font. */
  fontFamily?: string;
  /** Roundness of corners, such as `'12px'`. */
  borderRadius?: string;
}

/** Options of a support assistant, on the other protocol: all the others but those about a shop. */
export interface DGbotWidgetConfig
  extends Omit<VIZOCHOKWidgetConfig, 'protocol' | 'apiKey' | 'storeId' | 'userId' | 'apiBase' | 'onCartChanged' | 'onProductClick' | 'onSessionComplete'> {
  protocol: 'dgbot';
  /** The public id of the chatbot. One conversation is kept per browser tab. */
  chatbotId: string;
  /**
   * Address of the server, `https://` or `wss://`; without a path `/ws` is appended.
   * @defaultValue `'https://dgbot.dgtech.co.in'`
   */
  endpoint?: string;
}

/** Who a visitor is, for `identify()`. */
export interface VisitorIdentity {
  /** The page's id of the customer. */
  userId: string | number;
  /** How to address them. */
  name?: string;
  email?: string;
  /**
   * HMAC-SHA256 of the visitor's id (`sessionStorage.getItem('dgbot_visitor_id')`) with the chatbot's secret, in
   * hexadecimal, made by the page's server. Without it nothing is told; it is kept in memory only.
   */
  userHash?: string;
}

/** Options to change: `null` takes the default again. */
export type ConfigUpdate = Changes<VIZOCHOKWidgetConfig> & Changes<Pick<DGbotWidgetConfig, 'chatbotId' | 'endpoint'>>;
type Changes<Config> = { [Name in keyof Config]?: Update<Config[Name]> };
type Update<Value> = Value extends ((...args: never[]) => unknown) | undefined
  ? Value | null
  : Value extends object
    ? { [Name in keyof Value]?: Value[Name] | null } | null
    : Value | null;

/** A line of the cart. Prices are decimal numbers of the store's currency. */
export interface CartItem {
  sku: string;
  name: string;
  price: number;
  promo_price: number | null;
  brand: string | null;
  /** A decimal multiple of the product's quantity step. */
  quantity: number;
}

/** What happened to the cart, and the whole cart after it. */
export interface CartChangedEvent {
  action: 'item_selected' | 'item_removed' | 'quantity_updated' | 'cart_cleared';
  /** The product that changed; absent for `cart_cleared`. */
  sku?: string;
  name?: string;
  quantity?: number;
  price?: number;
  /** The full cart, not only what changed. */
  items: CartItem[];
  total: number;
}

/** A product as a card shows it. */
export interface ProductItem {
  sku: string;
  name: string;
  price: number;
  /** What one of it is: `'pcs'`, `'kg'`, … */
  unit: string;
  /** The smallest change of the quantity, such as `1` or `0.1`. */
  quantity_step: number;
  quantity?: number;
  brand: string | null;
  image_url: string | null;
  promo_price: number | null;
}

/** The cart in short. */
export interface SessionSummary {
  selected_items: CartItem[];
  total: number;
  /** Number of distinct products. */
  item_count: number;
}

/** Codes the server sends. */
export type ServerErrorCode =
  | 'rate_limit_exceeded'
  | 'user_message_limit'
  | 'user_conversation_limit'
  | 'tenant_daily_token_limit'
  | 'tenant_monthly_token_limit'
  | 'agent_busy'
  | 'session_token_limit'
  | 'max_rounds_exceeded'
  | 'message_too_large'
  | 'invalid_json'
  | 'internal_error'
  | 'no_catalog_data'
  /** `identify()` was not proved by its signature. */
  | 'identity_refused';

/** Codes of the widget itself. */
export type ClientErrorCode =
  | 'auth_error'
  | 'auth_timeout'
  | 'ws_error'
  | 'message_too_large'
  | 'queue_full'
  | 'max_reconnect'
  | 'connection_lost'
  /** The program could not be loaded or started: the console says what helps. A later `mount()` tries again. */
  | 'load_failed'
  /** The program stopped because of an error in it, and was started again; the conversation is kept. */
  | 'crashed'
  /** An option has a value that cannot be used. */
  | 'invalid_config';

/** An error, for the page. */
export interface WidgetError {
  /** One of the known codes, or a newer one of the server. */
  code: ServerErrorCode | ClientErrorCode | (string & {});
  /** In the widget's language, fit to be shown to a shopper. */
  message: string;
}

/** What `diagnose()` answers. */
export interface WidgetDiagnosis {
  /** Of the package. */
  version: string;
  /** The browser, by its own name. */
  engine: string;
  /** Whether the browser has WebAssembly. */
  webAssembly: boolean;
  /** Whether the program runs and the widget is on the page. */
  mounted: boolean;
  /** Whether the panel is open. */
  open: boolean;
  /** Answers that came while the panel was closed. */
  unread: number;
  /** Whether the server has accepted the connection, and it is up. */
  connected: boolean;
  /** Whether the browser has a network. */
  online: boolean;
  /** Whether the page may use the tab's storage; else the conversation lives as long as the page. */
  storage: boolean;
  /** What the page's Content-Security-Policy has forbidden the widget since `mount()`, and what would allow it. */
  policy: { blocked: string; remedy: string }[];
  duplicates: {
    /** From how many addresses the page has loaded a program; more than one is a package that is there twice. */
    copies: number;
    /** Widgets of this widget's store; two of them share one stored conversation. */
    ofThisStore: number;
  };
}

/**
 * The shopping assistant.
 *
 * The constructor and every method return at once. The program behind the class is loaded after the first
 * `mount()`, when the option `load` says; calls made before it runs wait, in order.
 */
export class VIZOCHOKWidget {
  /**
   * @throws Error that names the field, when `apiKey` or `storeId` (`chatbotId` with `protocol: 'dgbot'`) is missing
   * or the key is not a public one.
   */
  constructor(config: VIZOCHOKWidgetConfig | DGbotWidgetConfig);

  /**
   * Shows the widget and connects it.
   * @param target - Nothing for a floating launcher on the page; an element, or the selector of one, for a
   * chat inside it. A mounted widget moves to a new target; the same target changes nothing.
   */
  mount(target?: Element | string): void;

  /** Takes the widget off the page and closes its connection. It can be mounted again. */
  unmount(): void;

  /**
   * Ends the widget for good. Later calls do nothing; calling it twice is harmless. The conversation stays stored in
   * the tab, for the next widget of the store; `logout()` is what removes it.
   */
  destroy(): void;

  /** Opens the panel. */
  open(): void;

  /** Closes the panel; the launcher stays. */
  close(): void;

  /** Opens the panel, or closes it when it is open. */
  toggle(): void;

  /** Sends a message as if the shopper had typed it. */
  sendMessage(text: string): void;

  /** Begins a new conversation at once, as the shopper does from the menu. */
  newConversation(): void;

  /**
   * Says who the visitor is (`protocol: 'dgbot'`), until the widget is destroyed, another conversation begins or the
   * customer logs out. A field that cannot be used is named by `onError` (`invalid_config`), and nothing is told.
   */
  identify(who: VisitorIdentity): void;

  /** Hides the widget with its launcher. It stays connected, and counts what is unread. */
  hide(): void;

  /** Shows what `hide()` has hidden. */
  show(): void;

  /**
   * Another customer, or nobody: as `update({ userId })`. The conversation that belongs to them begins.
   */
  setUser(id: string | null): void;

  /**
   * The customer leaves this device: nothing of the store's conversation stays stored in the tab, and the widget begins
   * a new one of nobody.
   */
  logout(): void;

  /**
   * Calls `handler` whenever something happens, outside of everything that is running (but `before-send`, which
   * waits for it). A handler that throws is named on the console and hurts nothing.
   * @returns A function that ends it.
   */
  on<Name extends keyof WidgetEvents>(event: Name, handler: WidgetEventHandler<Name>): () => void;

  /**
   * Changes options at run time. A field that is absent or `undefined` stays as it is, `null` takes the default
   * again, anything else replaces what was there; the fields of `theme`, `strings` and `offset` are merged by
   * the same rule. The look and the words change at once, and the conversation stays; another `apiKey`,
   * `storeId`, `userId` or `apiBase` closes the connection and begins the conversation that belongs to it.
   * @throws Error as the constructor does; then nothing has changed.
   */
  update(partial: ConfigUpdate): void;

  /**
   * Says how the widget is and what stands in its way. Nothing is tried out and nothing is sent; only what comes with the
   * program, without the program itself, is loaded for it. Rejects when not even that can be loaded.
   */
  diagnose(): Promise<WidgetDiagnosis>;

  /**
   * Resolves when the program runs and the widget is on the page (with `load: 'intent'` perhaps never); rejects with the reason when it could not
   * be loaded, when the configuration is refused, or when the widget is destroyed before.
   */
  whenReady(): Promise<void>;
}
