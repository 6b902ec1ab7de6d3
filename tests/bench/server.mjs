// The local server of a run: the pages, the widgets, and one answer for all of them, each by the transport
// that it uses: WebSocket, or for Flowise server-sent events.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, join, normalize, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { END, answer } from './answer.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = resolve(here, '..', '..');
const { WebSocketServer } = createRequire(join(root, 'npm', 'package.json'))('ws');

const FOLDERS = {
  '/pages/': join(here, 'pages'),
  '/vizochok/': join(root, 'npm', 'dist'),
  '/deep-chat/': join(here, 'node_modules', 'deep-chat', 'dist'),
  '/flowise/': join(here, 'node_modules', 'flowise-embed', 'dist'),
};
const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** What each endpoint says: one piece of the answer as a message, and what comes before and after. */
const SPOKEN = {
  '/api/v1/ws/chat': {
    piece: (delta) => ({ type: 'text_delta', delta }),
    end: [{ type: 'text_end' }, { type: 'response_complete' }],
  },
  '/deep-chat/socket': { piece: (text) => ({ text }), end: [{ text: '[END]' }] },
  '/api/v1/prediction/bench': {
    begin: [{ event: 'start', data: '' }],
    piece: (data) => ({ event: 'token', data }),
    end: [{ event: 'end', data: '[DONE]' }],
  },
};

/**
 * Starts it. `deltas` and `apart` (ms) say how the answer comes. The server's `answered()` resolves at the
 * end of the next answer to the time when its last word was sent.
 */
export async function startServer({ deltas, apart }) {
  const pieces = answer(deltas);
  const sockets = new Set();
  let waiting = [];

  /** Sends all pieces, each at its time; a timer that comes late sends all that are due. */
  function speak(path, send) {
    const { begin = [], piece, end } = SPOKEN[path];
    begin.forEach(send);
    const started = performance.now();
    let sent = 0;
    const timer = setInterval(() => {
      const due = Math.min(pieces.length, Math.floor((performance.now() - started) / apart) + 1);
      while (sent < due) send(piece(pieces[sent++]));
      if (sent < pieces.length) return;
      clearInterval(timer);
      const at = Date.now();
      end.forEach(send);
      for (const resolve of waiting.splice(0)) resolve(at);
    }, apart);
    return () => clearInterval(timer);
  }

  async function serve(request, response) {
    const path = new URL(request.url, 'http://localhost').pathname;
    if (path === '/api/v1/prediction/bench') {
      request.resume();
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      const stop = speak(path, (event) => {
        response.write(`data: ${JSON.stringify(event)}\n\n`);
        if (event.event === 'end') response.end();
      });
      response.on('close', stop);
      return;
    }
    const said = { '/api/v1/chatflows-streaming/bench': { isStreaming: true }, '/api/v1/public-chatbotConfig/bench': {} }[path];
    if (said !== undefined) {
      response.writeHead(200, { 'content-type': TYPES['.json'] });
      response.end(JSON.stringify(said));
      return;
    }
    const folder = Object.keys(FOLDERS).find((prefix) => path.startsWith(prefix));
    try {
      if (folder === undefined) throw new Error(`nothing is at ${path}`);
      const body = await readFile(join(FOLDERS[folder], normalize(path.slice(folder.length))));
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  }

  const http = createServer(serve);
  const upgrades = new WebSocketServer({ server: http });
  upgrades.on('connection', (socket, request) => {
    const send = (frame) => socket.send(JSON.stringify(frame));
    let stop = () => {};
    sockets.add(send);
    socket.on('close', () => {
      stop();
      sockets.delete(send);
    });
    socket.on('message', (text) => {
      const frame = JSON.parse(text);
      if (frame.type === 'ping') send({ type: 'pong' });
      else if (frame.type === 'auth') {
        send({ type: 'auth_ok' });
        send({ type: 'conversation_started', conversation_id: 'bench' });
      } else if (frame.type !== 'action') stop = speak(request.url, send);
    });
  });
  http.listen(0, '127.0.0.1');
  await new Promise((done) => http.once('listening', done));

  return {
    origin: `http://127.0.0.1:${http.address().port}`,
    answered: () => new Promise((done) => waiting.push(done)),
    /** Sends frames to every open socket. */
    tell: (frames) => {
      for (const send of sockets) frames.forEach(send);
    },
    close: () => {
      for (const socket of upgrades.clients) socket.terminate();
      http.closeAllConnections();
      http.close();
    },
  };
}

export { END };
