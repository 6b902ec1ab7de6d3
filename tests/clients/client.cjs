// A client without the widget, in Node. It needs the package `ws`.
//
//     cargo run -p vizochok-backend                          # in another terminal
//     NODE_PATH=npm/node_modules node tests/clients/client.cjs http://127.0.0.1:8090
//
// It says hello, asks for something, loses the connection, and takes the conversation up where it was.

const { on } = require('node:events');
const WebSocket = require('ws');

// The public key of the shop, the store, and the shop's own id of the customer.
const WHO = { token: 'pk_demo', store_id: 'demo-store', user_id: 'node-shopper' };

/** One socket with a conversation on it. */
class Conversation {
  /**
   * Opens a socket and a conversation: a new one, or the one of this id.
   *
   * Credentials travel in the first frame, never in the address, and nothing else is sent before `auth_ok`. A socket
   * that closes with 4001 to 4004 was refused: the same credentials will be refused again, so do not reconnect.
   */
  static async enter(base, conversationId) {
    const socket = new WebSocket(`${base.replace('http', 'ws')}/api/v1/ws/chat`, { maxPayload: 65_536 });
    const conversation = new Conversation(socket);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    conversation.send({ type: 'auth', ...WHO, conversation_id: conversationId });
    while ((await conversation.nextFrame()).type !== 'auth_ok');
    conversation.begin = await conversation.nextFrame(); // conversation_started or session_restored
    // A client that stays says so every 30 seconds.
    conversation.heartbeat = setInterval(() => conversation.send({ type: 'ping' }), 30_000);
    return conversation;
  }

  constructor(socket) {
    this.socket = socket;
    this.messages = on(socket, 'message', { close: ['close'] });
  }

  send(frame) {
    this.socket.send(JSON.stringify(frame));
  }

  /** The next frame. The server's pings are answered here; what is unknown is the caller's to ignore. */
  async nextFrame() {
    for (;;) {
      const { value, done } = await this.messages.next();
      if (done) throw new Error('the connection is lost');
      const frame = JSON.parse(value[0]);
      if (frame.type !== 'ping') return frame;
      this.send({ type: 'pong' });
    }
  }

  /** Sends a message, and gives the whole answer with the cart at its end. */
  async ask(text) {
    this.send({ type: 'message', text, conversation_id: this.begin.conversation_id });
    for (let answer = ''; ; ) {
      const frame = await this.nextFrame();
      if (frame.type === 'text_delta') answer += frame.delta; // a word or a few, to be shown at once
      if (frame.type === 'text_end') answer += '\n'; // one answer may have several blocks
      if (frame.type === 'error') throw new Error(frame.code); // ends the answer; words are the client's
      if (frame.type === 'response_complete') return { answer: answer.trim(), cart: frame.summary };
    }
  }

  leave(how) {
    clearInterval(this.heartbeat);
    this.socket[how]();
  }
}

async function main(base) {
  const first = await Conversation.enter(base);
  for (const text of ['show me milk', 'add 2 milk-001']) {
    const { answer, cart } = await first.ask(text);
    console.log(`> ${text}\n${answer}\n  cart: ${cart.item_count} for ${cart.total}`);
  }

  // The connection is lost: no close frame, as in a tunnel. A client that is refused or cut off again waits longer each
  // time: 1 s, 2 s, 4 s, at most 10 s, a quarter more or less.
  const id = first.begin.conversation_id;
  first.leave('terminate');
  const second = await Conversation.enter(base, id);
  // After an hour of silence the conversation is gone, and a new one is started instead.
  console.log(second.begin.type, second.begin.conversation_id === id);
  for (const item of second.begin.selected_items ?? []) console.log(`  ${item.quantity} x ${item.name}`);
  second.leave('close');
}

main(process.argv[2] ?? 'http://127.0.0.1:8090');
