// Headless Chromium over its DevTools protocol: one page at a time, in a context of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const WebSocket = createRequire(fileURLToPath(new URL('../../npm/package.json', import.meta.url)))('ws');

/** How long anything may take that the browser is to do, in milliseconds. */
const PATIENCE = 60_000;

const FLAGS = [
  '--headless', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--disable-dev-shm-usage', '--disable-extensions', '--hide-scrollbars',
  '--window-size=800,700', '--remote-debugging-port=0',
  // Heaps are measured after a collection, in whole numbers.
  '--enable-precise-memory-info',
];

function program() {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    for (const folder of process.env.PATH.split(delimiter)) {
      if (existsSync(join(folder, name))) return join(folder, name);
    }
  }
  throw new Error('Chromium is missing: install the package `chromium`');
}

/** Starts it. */
export async function startBrowser() {
  const profile = mkdtempSync(join(tmpdir(), 'vizochok-bench-'));
  // Chromium refuses to start for root otherwise.
  const flags = process.getuid?.() === 0 ? [...FLAGS, '--no-sandbox'] : FLAGS;
  const child = spawn(program(), [...flags, `--user-data-dir=${profile}`, 'about:blank'], { stdio: 'ignore' });
  const address = join(profile, 'DevToolsActivePort');
  const deadline = Date.now() + PATIENCE;
  while (!existsSync(address) || readFileSync(address, 'utf8').split('\n').length < 2) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error('Chromium did not start');
    await pause(50);
  }
  const [port, path] = readFileSync(address, 'utf8').trim().split('\n');
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { maxPayload: 0 });
  await once(socket, 'open');

  const calls = new Map();
  const listeners = new Map();
  let last = 0;
  socket.on('message', (text) => {
    const { id, method, params, result, error } = JSON.parse(text);
    if (id === undefined) return listeners.get(method)?.(params);
    const call = calls.get(id);
    calls.delete(id);
    if (error) call.reject(new Error(`${call.method}: ${error.message}`));
    else call.resolve(result);
  });
  socket.on('close', () => {
    for (const { method, reject } of calls.values()) reject(new Error(`${method}: Chromium has ended`));
  });

  const call = (method, params = {}, sessionId = undefined) =>
    new Promise((resolve, reject) => {
      last += 1;
      calls.set(last, { method, resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params, sessionId }));
    });

  return {
    version: (await call('Browser.getVersion')).product,
    call,
    /** Calls `listener` for an event of this name; one listener per name. */
    on: (name, listener) => listeners.set(name, listener),
    /** Opens an address (none: an empty page) in a renderer of its own, and gives the page to `use`. */
    async withPage(url, use) {
      const { browserContextId } = await call('Target.createBrowserContext');
      try {
        const { targetId } = await call('Target.createTarget', { url: 'about:blank', browserContextId });
        const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
        const page = pageOf((method, params) => call(method, params, sessionId));
        await page.call('Performance.enable');
        if (url !== undefined) await page.open(url);
        return await use(page);
      } finally {
        await call('Target.disposeBrowserContext', { browserContextId });
      }
    },
    async close() {
      const ended = once(child, 'exit');
      await call('Browser.close').catch(() => {});
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function pageOf(call) {
  const page = {
    call,
    /** The value of an expression, awaited. */
    async eval(expression) {
      const { result, exceptionDetails } = await call('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    },
    /** Goes to an address; resolves when the new page has begun, not when it has loaded. */
    async open(address) {
      const { errorText } = await call('Page.navigate', { url: address });
      if (errorText) throw new Error(`${address}: ${errorText}`);
    },
    /** Looks at every frame of the page until an expression is true. Resolves when the next frame is painted. */
    async until(expression) {
      const look = `new Promise((resolve, reject) => {
        const deadline = performance.now() + ${PATIENCE};
        (function look() {
          if (${expression}) requestAnimationFrame(() => setTimeout(resolve));
          else if (performance.now() > deadline) reject(new Error(${JSON.stringify(`never: ${expression}`)}));
          else requestAnimationFrame(look);
        })();
      })`;
      await page.eval(look);
    },
    /** Seconds of CPU that the page's main thread has used so far. */
    async cpu() {
      const { metrics } = await call('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'ThreadTime').value;
    },
    /** Calls a function, given as text, with `this` all WebAssembly memories. */
    async withMemories(functionDeclaration) {
      const { result: prototype } = await call('Runtime.evaluate', { expression: 'WebAssembly.Memory.prototype' });
      const { objects } = await call('Runtime.queryObjects', { prototypeObjectId: prototype.objectId });
      const { objectId } = objects;
      const { result } = await call('Runtime.callFunctionOn', { objectId, functionDeclaration, returnByValue: true });
      return result.value;
    },
    /** Bytes of the JavaScript heap and of WebAssembly memories, after a collection. */
    async memory() {
      await call('HeapProfiler.collectGarbage');
      const { usedSize } = await call('Runtime.getHeapUsage');
      const sum = 'function () { return this.reduce((sum, { buffer }) => sum + buffer.byteLength, 0); }';
      return { heap: usedSize, program: await page.withMemories(sum) };
    },
    /** Presses one key that writes a character, or Enter. */
    async press(key) {
      const text = key === 'Enter' ? '\r' : key;
      const code = key === 'Enter' ? 'Enter' : `Key${key.toUpperCase()}`;
      const windowsVirtualKeyCode = key === 'Enter' ? 13 : key.toUpperCase().charCodeAt(0);
      await call('Input.dispatchKeyEvent', { type: 'keyDown', key, code, text, windowsVirtualKeyCode });
      await call('Input.dispatchKeyEvent', { type: 'keyUp', key, code, windowsVirtualKeyCode });
    },
  };
  return page;
}
