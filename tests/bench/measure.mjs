// The figures of one repetition. CPU is the time that the page's main thread ran, by the system's clock of
// that thread, so that a busy machine makes it little larger; tasks and frames are read from a trace of a run
// of their own, because a trace costs time itself.

import { setTimeout as pause } from 'node:timers/promises';
import { END, history } from './answer.mjs';

/** How long a page is left alone before what it does at rest is measured, in milliseconds. */
const REST = 500;
const KEYS = 40;
const TRACED = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'disabled-by-default-devtools.timeline.frame'];

const address = (server, name) => `${server.origin}/pages/${name}.html`;

/** Waits until the input of the page can be used, and is on the screen; says how much CPU its renderer has used until then, in ms. */
async function usable(page) {
  await page.until("document.readyState !== 'loading' && window.bench?.input()");
  return (await page.cpu()) * 1000;
}

/** Fills the log. */
async function fill(page, server, entries) {
  if (entries === 0) return;
  server.tell(history(entries));
  // It ends with products.
  await page.until(`bench.log().textContent.includes('number ${entries + 2}')`);
  await pause(2 * REST);
}

/** Has the shopper ask and the whole answer come. */
async function converse(page, server) {
  await page.eval('bench.input().focus()');
  await page.call('Input.insertText', { text: 'What shall we cook?' });
  const answered = server.answered();
  await page.press('Enter');
  const sent = await answered;
  // Looked for only now: looking costs CPU.
  await pause(REST);
  await page.until(`bench.log().textContent.includes('${END}')`);
  return sent;
}

/** CPU until usable, memory, CPU of one key press, CPU of one answer. */
export function plain(browser, server, { page: name, entries = 0 }, deltas) {
  return browser.withPage(address(server, name), async (page) => {
    const start = await usable(page);
    await pause(REST);
    await fill(page, server, entries);
    const { heap, program } = await page.memory();
    const key = await pressKeys(page);
    await pause(REST);
    const before = await page.cpu();
    await converse(page, server);
    const cpu = (((await page.cpu()) - before) * 1000 * 1000) / deltas;
    return { start, heap, program, key, cpu };
  });
}

/** CPU of one key press with the frame that shows it, in ms. */
async function pressKeys(page) {
  await page.eval('bench.input().focus()');
  const before = await page.cpu();
  for (let n = 0; n < KEYS; n += 1) {
    await page.press('abcdefgh'[n % 8]);
    await page.eval('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))');
  }
  const key = (((await page.cpu()) - before) * 1000) / KEYS;
  await page.eval("document.execCommand('selectAll')");
  return key;
}

/** The longest task and the longest frame of an answer (CPU), and how long after its sending the last word stood there. */
export function traced(browser, server, { page: name, entries = 0 }) {
  return browser.withPage(address(server, name), async (page) => {
    await usable(page);
    await pause(REST);
    await fill(page, server, entries);
    await page.eval(`window.shown = new Promise((resolve) => {
      (function look() {
        if (bench.log()?.textContent.includes('${END}')) {
          setTimeout(() => resolve(performance.timeOrigin + performance.now()));
        } else requestAnimationFrame(look);
      })();
    });
    // The promise itself is not what is waited for here.
    undefined`);
    let sent;
    const spans = await trace(browser, page, async () => {
      sent = await converse(page, server);
    });
    return { late: (await page.eval('window.shown')) - sent, ...longest(spans) };
  });
}

/** The longest task of the main thread while a page loads our widget, its processor four times slower. */
export function loading(browser, server) {
  return browser.withPage(undefined, async (page) => {
    await page.call('Emulation.setCPUThrottlingRate', { rate: 4 });
    const spans = await trace(browser, page, async () => {
      await page.open(address(server, 'load'));
      await usable(page);
      await pause(4 * REST);
    });
    return longest(spans).task;
  });
}

/** How long our widget needs, in ms, from the stop of its program until its conversation is there and it is connected again. */
export function returning(browser, server) {
  return browser.withPage(address(server, 'ours'), async (page) => {
    await usable(page);
    await converse(page, server);
    // Puts the page away for a moment, which stores the conversation.
    for (const type of ['pagehide', 'pageshow']) {
      await page.eval(`dispatchEvent(new PageTransitionEvent('${type}', { persisted: true }))`);
    }
    await page.eval("window.stopped = document.querySelector('[data-vizochok]'); bench.input().focus();");
    // As a stray write would: the next press stops it, if no timer of its own comes before.
    await page.withMemories(`function () {
      window.began = performance.now();
      for (const { buffer } of this) new Uint8Array(buffer).fill(255);
    }`);
    await page.press('a');
    await page.until(`(() => {
      const host = document.querySelector('[data-vizochok]');
      const state = host?.shadowRoot.querySelector('[part~=connection]')?.dataset.state;
      return host !== stopped && state === 'online' && bench.log()?.textContent.includes('${END}');
    })()`);
    return page.eval('performance.now() - began');
  });
}

/** Traces while `run` runs. The tasks and frames of the page's main thread, in order. */
async function trace(browser, page, run) {
  const events = [];
  browser.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  const complete = new Promise((resolve) => browser.on('Tracing.tracingComplete', resolve));
  const includedCategories = TRACED;
  await browser.call('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories } });
  await run();
  // Says which thread is the page's.
  await page.eval("console.timeStamp('bench')");
  await browser.call('Tracing.end');
  await complete;
  const { pid, tid } = events.find(({ name, args }) => name === 'TimeStamp' && args.data.message === 'bench');
  return events.filter((event) => event.pid === pid && event.tid === tid).sort((a, b) => a.ts - b.ts);
}

/**
 * The most CPU that one task took, and the most that all tasks from the beginning of one frame to the
 * beginning of the next took, in ms.
 */
function longest(events) {
  let task = 0;
  let frame = 0;
  let sum = 0;
  // A task that had begun before has no duration.
  for (const { name, tdur = 0 } of events) {
    if (name === 'BeginMainThreadFrame') sum = 0;
    if (name !== 'RunTask') continue;
    sum += tdur;
    task = Math.max(task, tdur);
    frame = Math.max(frame, sum);
  }
  return { task: task / 1000, frame: frame / 1000 };
}
