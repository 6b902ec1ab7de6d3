// Imports every entry but the classic scripts where there is no browser, as a server does that renders pages: it may
// not fail, and may leave nothing behind.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const manifest = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('@vizochok/widget/package.json'), 'utf8'));
const isModule = ([path, { types }]) => types !== undefined && !path.endsWith('.js');
const entries = Object.entries(manifest.exports).filter(isModule);
// What frameworks do when they are imported is their own business.
await Promise.all([import('react'), import('vue')]);
const before = Reflect.ownKeys(globalThis);
for (const [path] of entries) {
  const entry = await import(`@vizochok/widget${path.slice(1)}`);
  const left = Reflect.ownKeys(globalThis).filter((name) => !before.includes(name));
  if (Object.keys(entry).length === 0 || left.length > 0) throw new Error(`${path} left ${left.map(String)}`);
  console.log(`${path}: ${Object.keys(entry)}`);
}
