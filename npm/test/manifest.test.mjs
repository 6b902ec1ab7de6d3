// The manifest of a package folder.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { manifestOf } from '../scripts/manifest.mjs';

test('names every file with its sizes and its hash', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vizochok-manifest-'));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'words'));
  const text = 'export default {};\n'.repeat(100);
  writeFileSync(join(folder, 'words', 'en.js'), text);
  writeFileSync(join(folder, 'a.js'), 'a');
  const { version, files } = manifestOf(folder, '1.2.3');
  assert.equal(version, '1.2.3');
  assert.deepEqual(Object.keys(files), ['a.js', 'words/en.js']);
  const { raw, gzip, brotli, integrity } = files['words/en.js'];
  assert.equal(raw, text.length);
  assert.ok(brotli < gzip && gzip < raw);
  assert.equal(integrity, `sha384-${createHash('sha384').update(text).digest('base64')}`);
});
