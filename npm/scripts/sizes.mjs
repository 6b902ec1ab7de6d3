// Prints the size of every shipped file, raw and as servers send it, and fails when what one page loads is
// larger than the budget.

import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesUnder, sizesOf } from './manifest.mjs';

const dist = resolve(dirname(fileURLToPath(import.meta.url)), '..', 'dist');

/** The budget: brotli -11 bytes of what one page loads. The only place where it stands. */
const BUDGET = 80_000;
/** The same for what a page loads before its shopper shows interest in the assistant (`load: 'intent'`): one of the entries. */
const EARLY_BUDGET = 3_000;
const EARLY = ['index.js', 'vizochok.js'];
/**
 * What one page loads: one entry, what comes with the program, the program, and the words of its language, of which the longest
 * are counted. The other entry is the same class once more.
 */
const LOADED = ['index.js', 'program.js', 'program_bg.wasm', 'words/uk.js'];

const measured = (name) => Object.values(sizesOf(readFileSync(join(dist, name))));

const line = (name, sizes) =>
  `${name.padEnd(24)}${sizes.map((size) => size.toLocaleString('en').padStart(12)).join('')}`;

const total = [0, 0, 0];
console.log(`${'npm/dist'.padEnd(24)}${['raw', 'gzip -9', 'brotli -11'].map((head) => head.padStart(12)).join('')}`);
for (const name of filesUnder(dist)) {
  const sizes = measured(name);
  console.log(line(name, sizes));
  if (LOADED.includes(name)) sizes.forEach((size, column) => (total[column] += size));
}
console.log(line('one page loads', total));
for (const name of EARLY) {
  const sizes = measured(name);
  console.log(line(`before: ${name}`, sizes));
  if (sizes[2] > EARLY_BUDGET) {
    console.error(`${name} is over the budget of ${EARLY_BUDGET.toLocaleString('en')} bytes brotli`);
    process.exitCode = 1;
  }
}
if (total[2] > BUDGET) {
  console.error(`over the budget of ${BUDGET.toLocaleString('en')} bytes brotli by ${(total[2] - BUDGET).toLocaleString('en')}`);
  process.exitCode = 1;
}
