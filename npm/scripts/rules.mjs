// Rules of the house that no compiler checks: the pure core, the size of files, nothing that a strict
// content security policy or Trusted Types would refuse.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const SOURCES = ['src', 'style', 'npm', 'tests', 'index.html', 'Trunk.toml', 'Makefile', '.ci'];
const SKIPPED = new Set(['node_modules', 'dist', '.next', 'out', 'target', 'failures', 'screenshots', 'package-lock.json']);
const CODE = new Set(['.rs', '.js', '.cjs', '.mjs', '.py', '.ts', '.css', '.html', '.sh', '.toml', '']);
const MAX_LINES = 500;

function* filesUnder(path) {
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code !== 'ENOTDIR') throw error;
    yield path;
    return;
  }
  for (const entry of entries) {
    if (!SKIPPED.has(entry.name)) yield* filesUnder(join(path, entry.name));
  }
}

/** Each rule looks at the lines of the files it is for, and says what is wrong with one. */
const LINE_RULES = [
  {
    applies: (file) => file.startsWith('src/core/') && file.endsWith('.rs'),
    pattern: /\b(web_sys|js_sys|leptos|gloo\w*|wasm_bindgen\w*)\b/,
    says: 'the core knows no browser',
  },
  {
    // A test may measure how long something takes.
    applies: (file) => file.startsWith('src/core/') && file.endsWith('.rs') && !/\/tests(\/|\.rs$)/.test(file),
    pattern: /\bcrate::(browser|driver|ui|api)\b|\b(SystemTime|Instant)::now\b/,
    says: 'the core knows neither the other rooms nor a clock',
  },
  {
    applies: (file) => file.startsWith('src/ui/') && file.endsWith('.rs'),
    pattern: /\b(WebSocket|gloo_net|gloo_timers)\b/,
    says: 'a view does no input or output',
  },
  {
    applies: (file) => file.startsWith('src/browser/') && file.endsWith('.rs'),
    pattern: /\bcore::(protocol|connection|transcript|cart)\b/,
    says: 'a browser guard knows no protocol',
  },
  {
    applies: (file) => /^(src|npm)\//.test(file) && /\.(rs|js)$/.test(file),
    pattern: /\binner_?html\b|insertAdjacentHTML|\bstyle="|document\.write|\beval\(|new Function\b/i,
    says: 'a strict page refuses this',
  },
];

const isComment = (line) => /^\s*(\/\/|\*|\/\*|#(?!\[))/.test(line);

const faults = [];
for (const source of SOURCES) {
  for (const path of filesUnder(join(root, source))) {
    const file = relative(root, path);
    if (!CODE.has(extname(file))) continue;
    const lines = readFileSync(path, 'utf8').replace(/\n$/, '').split('\n');
    if (lines.length > MAX_LINES) faults.push(`${file}: ${lines.length} lines, at most ${MAX_LINES}`);
    for (const { applies, pattern, says } of LINE_RULES) {
      if (!applies(file)) continue;
      lines.forEach((line, index) => {
        if (!isComment(line) && pattern.test(line)) faults.push(`${file}:${index + 1}: ${says}: ${line.trim()}`);
      });
    }
  }
}

// Trunk does not start when it is to watch what is not there, and hardly says why.
const [, watched] = readFileSync(join(root, 'Trunk.toml'), 'utf8').match(/^watch = \[(.*)\]$/m);
for (const [, path] of watched.matchAll(/"([^"]+)"/g)) {
  if (!existsSync(join(root, path))) faults.push(`Trunk.toml: watches ${path}, which is not there`);
}

for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else console.log('rules of the house: kept');
