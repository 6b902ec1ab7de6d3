// A server that is played from files: takes the place of WebSocket in one page, so that every state of the
// widget can be shown without a backend. It knows as much of the contract as the states need: it lets the
// client in, answers pings, keeps a cart, and otherwise says what the script of a state tells it to say.

/** Makes the server; `open` says what happens to a socket: 'accept', 'refuse' (4003) or 'hang'. */
export function playedServer() {
  const server = { open: 'accept', sockets: [], received: [], products: new Map(), cart: new Map(), waiting: [] };

  server.deliver = (frame) => {
    for (const product of frame.items ?? []) learn(product);
    const socket = server.sockets.at(-1);
    socket?.onmessage?.({ data: JSON.stringify(frame) });
  };
  server.drop = (code) => server.sockets.at(-1)?.end(code);
  /** Resolves when a frame of this type has come that nobody has waited for yet. */
  server.next = (type) =>
    new Promise((resolve) => {
      server.waiting.push({ type, resolve });
      match();
    });

  function learn(item) {
    const product = item.product ?? item;
    if (product.sku) server.products.set(product.sku, product);
  }

  function match() {
    server.waiting = server.waiting.filter(({ type, resolve }) => {
      const index = server.received.findIndex((frame) => frame.type === type);
      if (index < 0) return true;
      resolve(server.received.splice(index, 1)[0]);
      return false;
    });
  }

  function cartFrame(action, sku) {
    const items = [...server.cart].map(([own, quantity]) => {
      const { name, price, promo_price = null, brand = null } = server.products.get(own);
      return { sku: own, name, price, promo_price, brand, quantity };
    });
    // Whole cents: sums of decimal fractions drift.
    const cents = items.reduce((sum, item) => sum + Math.round((item.promo_price ?? item.price) * item.quantity * 100), 0);
    const { name, price } = server.products.get(sku);
    return { type: 'cart_changed', action, sku, name, price, quantity: server.cart.get(sku) ?? 0, items, total: cents / 100 };
  }

  function setQuantity({ sku, quantity }) {
    if (!server.products.has(sku)) return;
    const had = server.cart.has(sku);
    if (quantity > 0) server.cart.set(sku, quantity);
    else server.cart.delete(sku);
    server.deliver(cartFrame(quantity <= 0 ? 'item_removed' : had ? 'quantity_updated' : 'item_selected', sku));
  }

  function receive(frame) {
    if (frame.type === 'ping') return server.deliver({ type: 'pong' });
    if (frame.type === 'auth') {
      if (server.open === 'refuse') return server.drop(4003);
      server.deliver({ type: 'auth_ok' });
      const known = frame.conversation_id === 'gallery';
      return server.deliver({
        type: known ? 'session_restored' : 'conversation_started',
        conversation_id: 'gallery',
        selected_items: [],
      });
    }
    if (frame.action === 'set_quantity') return setQuantity(frame);
    server.received.push(frame);
    match();
  }

  class PlayedSocket {
    static CONNECTING = 0;
    static OPEN = 1;
    static CLOSING = 2;
    static CLOSED = 3;

    constructor(url) {
      this.url = url;
      this.readyState = PlayedSocket.CONNECTING;
      server.sockets.push(this);
      if (server.open === 'hang') return;
      queueMicrotask(() => {
        if (this.readyState !== PlayedSocket.CONNECTING) return;
        this.readyState = PlayedSocket.OPEN;
        this.onopen?.({});
        // A support assistant says first what it understands.
        if (url.includes('visitor_id=')) server.deliver({ type: 'features', features: ['identify', 'handoff'] });
      });
    }

    send(text) {
      queueMicrotask(() => receive(JSON.parse(text)));
    }

    close(code = 1000) {
      this.end(code);
    }

    end(code) {
      if (this.readyState === PlayedSocket.CLOSED) return;
      this.readyState = PlayedSocket.CLOSED;
      queueMicrotask(() => this.onclose?.({ code }));
    }
  }

  window.WebSocket = PlayedSocket;
  return server;
}
