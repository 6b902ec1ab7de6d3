// `make demo`: builds the package and the reference backend, starts the backend and the shop page, prints the
// address, and ends both on Ctrl-C.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const HOST = '127.0.0.1';
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const target = process.env.CARGO_TARGET_DIR ? resolve(process.env.CARGO_TARGET_DIR) : join(root, 'target');

/** How long a server may take to answer, in milliseconds. Trunk builds before it listens. */
const PATIENCE = 120_000;

const say = (text) => process.stderr.write(`[demo] ${text}\n`);

class Fault extends Error {}

function portFrom(name, fallback) {
  const text = process.env[name] || String(fallback);
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Fault(`${name}=${text} is not a port`);
  return { name, port };
}

/** Fails when somebody listens there: better before the build than after it. */
async function mustBeFree({ name, port }) {
  const server = createServer().listen(port, HOST);
  try {
    await once(server, 'listening');
  } catch (error) {
    if (error.code === 'EADDRINUSE') throw new Fault(`port ${port} is taken; choose another one: make demo ${name}=${port + 1000}`);
    throw new Fault(`port ${port} cannot be used (${error.code}); choose another one with ${name}=…`);
  }
  server.close();
  await once(server, 'close');
}

function build(what, command, args) {
  say(what);
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (error) throw new Fault(`${command}: ${error.message}`);
  if (status !== 0) throw new Fault(`${what} failed`);
}

const children = [];

/** Starts a server; when it ends by itself, the demo ends. */
function start(name, command, args, stop) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  children.push(child);
  child.on('error', (error) => stop(`${name}: ${error.message}`));
  child.on('exit', (code, signal) => stop(`${name} ended (${signal ?? code})`));
}

async function answers(url, stopped) {
  const deadline = Date.now() + PATIENCE;
  while (!stopped()) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // Not listening yet.
    }
    if (Date.now() > deadline) throw new Fault(`${url} does not answer`);
    await pause(200);
  }
}

async function endAll() {
  const running = children.filter((child) => child.exitCode === null && child.signalCode === null && child.pid);
  const ends = running.map((child) => once(child, 'exit'));
  for (const child of running) child.kill('SIGTERM');
  const late = setTimeout(() => running.forEach((child) => child.kill('SIGKILL')), 3000);
  await Promise.all(ends);
  clearTimeout(late);
}

async function main() {
  const page = portFrom('PORT', 8080);
  const api = portFrom('BACKEND_PORT', 8090);
  const shop = portFrom('SHOP_PORT', 8091);
  for (const port of [page, api, shop]) await mustBeFree(port);

  build('checking the tools', join(root, 'tests', 'setup', 'tools.sh'), ['ensure', 'node', 'wasm-bindgen', 'trunk', 'web-target']);
  build('building the package', process.execPath, [join(root, 'npm', 'scripts', 'build.mjs')]);
  build('building the reference backend', 'cargo', ['build', '--package', 'vizochok-backend']);

  let reason = null;
  const ended = new Promise((done) => {
    const stop = (why) => {
      reason ??= why;
      done();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(''));
    start('the backend', join(target, 'debug', 'vizochok-backend'), ['--listen', `${HOST}:${api.port}`, '--shop-listen', `${HOST}:${shop.port}`], stop);
    start('trunk', 'trunk', [
      'serve', '--port', String(page.port), '--color', 'never', '--log', 'warn',
      '--proxy-backend', `http://${HOST}:${shop.port}/`, '--proxy-rewrite', '/shop/', '--proxy-no-system-proxy', '--proxy-no-redirect',
    ], stop);
  });
  try {
    const stopped = () => reason !== null;
    const url = `http://${HOST}:${page.port}/`;
    await Promise.race([
      ended,
      Promise.all([answers(url, stopped), answers(`${url}shop/api/config`, stopped)]),
    ]);
    if (reason === null) say(`the shop is open: ${url} (also ?lang=en and ?lang=ru), its back room: ${url}shop/admin, a support assistant: ${url}support.html; Ctrl-C closes it`);
    await ended;
  } finally {
    await endAll();
  }
  if (reason) throw new Fault(reason);
  say('closed');
}

main().catch((error) => {
  say(error instanceof Fault ? error.message : error.stack);
  process.exitCode = 1;
});
