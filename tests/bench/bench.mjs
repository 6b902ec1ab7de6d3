// `make bench`: ours beside a page written by hand and two widgets from npm, in one headless Chromium, one after
// another in every repetition, so that what else the machine does meets all of them. Prints medians, and fails
// when ours misses a target.
//
// `--check` plays one short repetition of the floor and ours, to see that everything can still be measured; the
// figures are not judged.

import { startBrowser } from './browser.mjs';
import { loading, plain, returning, traced } from './measure.mjs';
import { startServer } from './server.mjs';
import { table, verdicts } from './verdict.mjs';

const check = process.argv.includes('--check');
const repetitions = check ? 1 : Number(process.env.REPETITIONS ?? 5);
const deltas = check ? 100 : 2000;
const names = check ? ['floor', 'ours', 'long'] : ['floor', 'ours', 'long', 'deep-chat', 'flowise-embed'];
const subjects = names.map((name) => (name === 'long' ? { name, page: 'ours', entries: check ? 100 : 1000 } : { name, page: name }));

const say = (text) => process.stderr.write(`[bench] ${text}\n`);

const server = await startServer({ deltas, apart: 2 });
const browser = await startBrowser();
try {
  /** Of each subject, the figures of its repetitions in order. */
  const figures = Object.fromEntries(names.map((name) => [name, []]));
  for (let n = 1; n <= repetitions; n += 1) {
    for (const subject of subjects) {
      say(`${n} of ${repetitions}: ${subject.name}`);
      const figure = { ...(await plain(browser, server, subject, deltas)), ...(await traced(browser, server, subject)) };
      if (subject.name === 'ours') {
        figure.loading = await loading(browser, server);
        figure.returning = await returning(browser, server);
      }
      figures[subject.name].push(figure);
    }
  }
  console.log(table(figures));
  console.log(`\n${browser.version}, ${new Date().toISOString().slice(0, 10)}, ${repetitions} repetitions of ${deltas} deltas`);
  if (check) {
    const odd = Object.values(figures).flat().flatMap(Object.entries).filter(([, value]) => !(value >= 0));
    if (odd.length > 0) throw new Error(`not measured: ${odd.map(([name]) => name)}`);
  } else {
    for (const failure of verdicts(figures)) {
      say(failure);
      process.exitCode = 1;
    }
  }
} finally {
  server.close();
  await browser.close();
}
