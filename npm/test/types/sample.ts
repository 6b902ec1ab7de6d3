// Compiled, never run: uses everything index.d.ts offers, by the package's own name. A line after
// `@ts-expect-error` must be an error, or the compiler complains.

import {
  VIZOCHOKWidget,
  type CartChangedEvent,
  type CartItem,
  type ClientErrorCode,
  type Language,
  type ProductItem,
  type ServerErrorCode,
  type SessionSummary,
  type ThemeConfig,
  type VIZOCHOKWidgetConfig,
  type WidgetError,
} from '@vizochok/widget';
import type {} from '@vizochok/widget/dgbot.js';

const language: Language = 'en';
const theme: ThemeConfig = { primaryColor: '#2D8A4E', fontFamily: 'Inter, sans-serif', borderRadius: '12px' };

function show(item: CartItem): string {
  const brand: string | null = item.brand;
  const price: number = item.promo_price ?? item.price;
  return `${item.sku} ${item.name} ${brand ?? ''} ${price * item.quantity}`;
}

function onCartChanged(cart: CartChangedEvent): void {
  if (cart.action === 'cart_cleared') return;
  const action: 'item_selected' | 'item_removed' | 'quantity_updated' = cart.action;
  const one: Array<string | number | undefined> = [cart.sku, cart.name, cart.quantity, cart.price];
  void [action, one, cart.items.map(show), cart.total.toFixed(2)];
}

function onProductClick(product: ProductItem): void {
  const nullable: Array<string | number | null> = [product.brand, product.image_url, product.promo_price];
  const numbers: number[] = [product.price, product.quantity_step, product.quantity ?? 0];
  void [nullable, numbers, product.sku, product.name, product.unit];
}

function onSessionComplete(summary: SessionSummary): void {
  const items: CartItem[] = summary.selected_items;
  void [items, summary.total, summary.item_count];
}

function onError(error: WidgetError): void {
  const known: Array<ServerErrorCode | ClientErrorCode> = ['agent_busy', 'message_too_large', 'load_failed', 'crashed'];
  const newer: WidgetError = { code: 'a_code_of_tomorrow', message: error.message };
  void [known, newer, error.code === 'invalid_config'];
}

const config: VIZOCHOKWidgetConfig = {
  apiKey: 'pk_demo',
  storeId: 'demo-store',
  userId: 'u1',
  language,
  apiBase: 'http://127.0.0.1:8090',
  theme,
  position: 'bottom-left',
  botName: 'Helper',
  botAvatar: '/helper.svg',
  placeholder: 'Ask me',
  welcomeMessage: 'Hello!',
  onCartChanged,
  onProductClick,
  onSessionComplete,
  onError,
  onConnect: () => {},
  onDisconnect: () => {},
  onOpen: () => {},
  onUnread: ({ count }) => void count,
  load: 'intent',
  persist: 'id',
  fallback: { phone: '+380 44 000 00 00', label: 'Call us' },
};

const widget = new VIZOCHOKWidget(config);
widget.mount();
widget.mount('#chat');
widget.mount(document.body);
widget.open();
widget.close();
widget.toggle();
widget.sendMessage('milk');
widget.update({ theme: { mode: 'dark', primaryColor: null }, offset: { y: 90 }, zIndex: 10, language: 'pl' });
widget.update({ languageUrl: '/words/pl.json', strings: { send: 'Ask', close: null }, botName: null, onError });
// @ts-expect-error: there is no such mode
widget.update({ theme: { mode: 'sepia' } });
widget.hide();
widget.show();
widget.setUser('u2');
widget.setUser(null);
widget.logout();
const off: () => void = widget.on('cart-changed', (cart) => void cart.total);
off();
widget.on('ready', () => {});
widget.diagnose().then(({ version, policy, duplicates }) => void [version, policy[0]?.remedy, duplicates.copies]);
widget.on('unread', ({ count }) => void count.toFixed());
widget.on('before-send', (event) => {
  if (event.text.length > 500) event.preventDefault();
});
// @ts-expect-error no words but before they are sent
widget.on('message-sent', (detail) => detail.text);
// @ts-expect-error an unknown event
widget.on('sent', () => {});
const ready: Promise<void> = widget.whenReady();
widget.unmount();
widget.destroy();
void ready;

// @ts-expect-error apiKey is required
new VIZOCHOKWidget({ storeId: 's' });
// @ts-expect-error storeId is required
new VIZOCHOKWidget({ apiKey: 'pk_x' });
// @ts-expect-error a config is required
new VIZOCHOKWidget();
// @ts-expect-error a language is a tag
new VIZOCHOKWidget({ apiKey: 'pk_x', storeId: 's', language: 5 });
// @ts-expect-error an unknown corner
new VIZOCHOKWidget({ apiKey: 'pk_x', storeId: 's', position: 'top-left' });
// @ts-expect-error an unknown option
new VIZOCHOKWidget({ apiKey: 'pk_x', storeId: 's', onFoo: () => {} });
// @ts-expect-error an unknown theme key
new VIZOCHOKWidget({ apiKey: 'pk_x', storeId: 's', theme: { color: 'red' } });
// @ts-expect-error a number is no place
widget.mount(1);
// @ts-expect-error the text is required
widget.sendMessage();
// @ts-expect-error text only
widget.sendMessage(5);
// @ts-expect-error not for use
widget.inner;
// @ts-expect-error the callback takes the error object, not its text
new VIZOCHOKWidget({ apiKey: 'pk_x', storeId: 's', onError: (text: string) => void text });

// The other protocol asks for its own options.
const support = new VIZOCHOKWidget({ protocol: 'dgbot', chatbotId: 'demo-bot', endpoint: 'wss://bots.example/ws' });
support.identify({ userId: 7, name: 'Iryna', email: 'iryna@example.com', userHash: 'ab12' });
support.newConversation();
support.on('handoff-requested', ({ conversationId }) => void conversationId.length);
// @ts-expect-error chatbotId is required
new VIZOCHOKWidget({ protocol: 'dgbot' });
// @ts-expect-error there is no cart
new VIZOCHOKWidget({ protocol: 'dgbot', chatbotId: 'b', onCartChanged: () => {} });
// @ts-expect-error a name is text
support.identify({ userId: 'u1', name: 7 });

// The script of the other protocol has its documented commands.
DGbot('on', 'message:received', ({ message, conversationId }) => void [message, conversationId]);
DGbot('identify', { userId: 'u1', userHash: 'ab12' });
DGbot('send', { message: 'Hello' });
window.DGbot('reset');
// @ts-expect-error there is no such event
DGbot('on', 'message', () => {});
// @ts-expect-error there is no such command
DGbot('dance');
