// manifest.json of the package: what it holds, how large it is, and the hash of each file, for pages that pin what
// they load.

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** The files under a folder, by their paths. */
export function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** Sizes in bytes, raw and as servers send it. */
export function sizesOf(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params }).length,
  };
}

/** The hash of a file as `integrity` takes it. */
export const integrityOf = (bytes) => `sha384-${createHash('sha384').update(bytes).digest('base64')}`;

/** The manifest of what stands in a folder. */
export function manifestOf(folder, version) {
  const files = {};
  for (const name of filesUnder(folder)) {
    const bytes = readFileSync(join(folder, name));
    files[name] = { ...sizesOf(bytes), integrity: integrityOf(bytes) };
  }
  return { name: '@vizochok/widget', version, files };
}
