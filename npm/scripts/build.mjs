// Makes the publishable package folder npm/dist: cargo → wasm-bindgen → wasm-opt → glue and entries.
//
// `make dist` has put the tools in place before. Steps whose inputs have not changed are skipped: cargo knows
// this for the program, a stamp with a hash of everything else knows it for the rest.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';
import { elementsManifest } from './elements.mjs';
import { protectGlue } from './glue.mjs';
import { filesUnder, integrityOf, manifestOf } from './manifest.mjs';
import { slim, withoutUnusedExports } from './slim.mjs';
import { split } from './split.mjs';

const npm = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const root = dirname(npm);
const target = join(process.env.CARGO_TARGET_DIR ? resolve(process.env.CARGO_TARGET_DIR) : join(root, 'target'), 'web');
const compiled = join(target, 'wasm32-unknown-unknown', 'widget', 'vizochok.wasm');
const dist = join(npm, 'dist');
const languages = join(root, 'src', 'core', 'i18n');
const { version } = JSON.parse(readFileSync(join(npm, 'package.json'), 'utf8'));
const stamp = join(target, 'dist.stamp');

// The oldest browsers we name (see engines below) have all of these. wasm-opt must be told: the section that
// lists them is gone after wasm-bindgen.
const WASM_FEATURES = [
  'bulk-memory',
  'bulk-memory-opt',
  'multivalue',
  'mutable-globals',
  'nontrapping-float-to-int',
  'reference-types',
  'sign-ext',
];

function step(text) {
  process.stderr.write(`[dist] ${text}\n`);
}

function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2], cwd: root, ...options });
  if (error?.code === 'ENOENT') throw new Error(`${command} is missing: run "make dist", which installs it`);
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} failed (${status})`);
}

function output(command, args) {
  const { status, stdout, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (error || status !== 0) throw new Error(`${command} is missing: run "make dist", which installs it`);
  return stdout.trim();
}

const SCRIPTS = ['build', 'bundle', 'elements', 'glue', 'manifest', 'parts', 'slim', 'split'].map((name) => `scripts/${name}.mjs`);

/** A hash of all that makes the package besides the compiler: our files, and the versions of the tools. */
function fingerprint(bindgen) {
  const hash = createHash('sha256').update(bindgen).update(readFileSync(compiled));
  const own = readdirSync(npm).filter((name) => /\.(js|json|d\.ts|md|txt)$/.test(name));
  const files = [...own, ...readdirSync(join(npm, 'docs')).map((name) => join('docs', name))];
  for (const name of [...files, ...SCRIPTS].sort()) {
    hash.update(name).update(readFileSync(join(npm, name)));
  }
  for (const name of ['uk.json', 'en.json', 'ru.json']) hash.update(readFileSync(join(languages, name)));
  return hash.update(readFileSync(join(root, 'LICENSE'))).update(readFileSync(join(root, 'CHANGELOG.md'))).digest('hex');
}

const OPTIMISE = [
  // Shared expressions make the file smaller, and what servers send, compressed, larger.
  '-Oz', '--always-inline-max-function-size=4', '--skip-pass=local-cse',
  // Rust puts nothing below the first kilobyte: the stack grows down towards it from above.
  '--low-memory-unused',
  // The alignment beside every load and store is a hint that no engine takes.
  '--dealign',
];

/** Runs one of binaryen's tools. */
function binaryen(tool, args) {
  const features = WASM_FEATURES.map((feature) => `--enable-${feature}`);
  run(join(npm, 'node_modules', '.bin', tool), [...(tool === 'wasm-opt' ? OPTIMISE : []), ...features, ...args]);
}

/** The program: wasm-bindgen's glue made safe, bundled with its snippets, and the optimised binary. */
async function buildProgram(work, out) {
  step('wasm-bindgen');
  run('wasm-bindgen', [
    '--target', 'web', '--no-typescript', '--out-name', 'program', '--out-dir', work,
    '--remove-producers-section', compiled,
  ]);
  const glue = join(work, 'program.js');
  const bound = join(work, 'program_bg.wasm');
  const conversation = join(work, 'conversation_bg.wasm');
  writeFileSync(bound, withoutUnusedExports(readFileSync(bound)));
  step('wasm-opt -Oz, and the cut into two parts');
  // The names of functions are kept until the cut has been made by them, and functions are neither merged nor put into
  // others before. Afterwards those with one caller are: Chromium compiles a function when it is first called, on the
  // page's thread, and each costs it something of its own.
  const kept = ['-g', '--skip-pass=duplicate-function-elimination', '--one-caller-inline-max-function-size=0'];
  binaryen('wasm-opt', [...kept, bound, '-o', bound]);
  split(bound, bound, conversation, binaryen);
  const slimmed = slim(
    { main: readFileSync(bound), conversation: readFileSync(conversation) },
    protectGlue(readFileSync(glue, 'utf8')),
  );
  writeFileSync(join(out, 'program_bg.wasm'), slimmed.main);
  writeFileSync(join(out, 'conversation_bg.wasm'), slimmed.conversation);
  writeFileSync(glue, slimmed.glue);
  step('glue and entries');
  await bundle({
    entryPoints: ['program.js', 'program-slim.js'].map((name) => join(npm, name)),
    external: ['./words/*'],
    define: {
      PROGRAM_HASH: hashOf(join(out, 'program_bg.wasm')),
      CONVERSATION_HASH: hashOf(join(out, 'conversation_bg.wasm')),
      PACKAGE_VERSION: JSON.stringify(version),
    },
    // Nearly all of it runs at once: Chromium compiles it beside the page's thread, not function by function on it.
    banner: { js: '//# allFunctionsCalledOnLoad' },
    plugins: [{ name: 'glue', setup: ({ onResolve }) => onResolve({ filter: /^\.\/glue\.js$/ }, () => ({ path: glue })) }],
    outdir: out,
  });
  // Each file of the program as a module, for the entry that brings the program inside.
  await bundle({
    entryPoints: Object.fromEntries(['program', 'conversation'].map((part) => [`${part}-bytes`, join(out, `${part}_bg.wasm`)])),
    loader: { '.wasm': 'binary' },
    outdir: out,
  });
}

/** The hash of a file, as text of JavaScript. */
const hashOf = (path) => JSON.stringify(integrityOf(readFileSync(path)));

/** The entries with a class of their own, which differ in where the program comes from. */
const CLASSES = ['index', 'inline', 'slim'];
/** Those that take the class from the main one, so that a page has one program however it is used. */
const COMPONENTS = ['element', 'react', 'vue', 'svelte'];

async function buildEntries(out) {
  const entries = (names, external) =>
    bundle({ entryPoints: names.map((name) => join(npm, `${name}.js`)), external, outdir: out });
  await entries(CLASSES, ['./program*.js', './conversation-bytes.js']);
  await entries(COMPONENTS, ['./index.js', 'react', 'vue']);
  await bundle({
    entryPoints: { vizochok: join(npm, 'global.js'), dgbot: join(npm, 'dgbot.js') },
    format: 'iife',
    // Unlike a module, a classic script is read in the encoding of its page when the server names none.
    charset: 'ascii',
    define: { MODULE_HASH: hashOf(join(out, 'program.js')) },
    outdir: out,
  });
}

/**
 * The words that a page loads for its language, as the program reads them (`Words::packed`); English also as the template
 * of a translation.
 */
function buildWords(out) {
  mkdirSync(join(out, 'words'));
  for (const language of ['uk', 'en', 'ru']) {
    const words = JSON.parse(readFileSync(join(languages, `${language}.json`), 'utf8'));
    const lines = Object.entries(words).map((field) => field.join('\t'));
    const wrong = lines.find((line) => line.split('\t').length !== 2 || line.includes('\n'));
    if (wrong !== undefined) throw new Error(`${language}.json: a tab or a new line in "${wrong}"`);
    writeFileSync(join(out, 'words', `${language}.js`), `export default ${JSON.stringify(lines.join('\n'))};\n`);
  }
  cpSync(join(languages, 'en.json'), join(out, 'words', 'en.json'));
}

/** The manifest of the published package: ours without what only its development needs. */
function publishedManifest() {
  const { private: _private, scripts: _scripts, devDependencies: _dev, ...manifest } = JSON.parse(
    readFileSync(join(npm, 'package.json'), 'utf8'),
  );
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Puts the hash of the classic script into the texts that show how to pin it. */
function nameHash(folder) {
  const hash = integrityOf(readFileSync(join(folder, 'vizochok.js')));
  for (const name of filesUnder(folder).filter((name) => name.endsWith('.md'))) {
    const text = readFileSync(join(folder, name), 'utf8');
    writeFileSync(join(folder, name), text.replaceAll('sha384-…', hash));
  }
}

async function main() {
  step('cargo build (profile widget, WebAssembly)');
  run(join(root, 'tests', 'setup', 'cargo-web.sh'), ['program']);
  const now = fingerprint(output('wasm-bindgen', ['--version']));
  if (existsSync(dist) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) {
    step('npm/dist is up to date');
    return;
  }
  const work = mkdtempSync(join(target, 'dist-'));
  try {
    const out = join(work, 'out');
    mkdirSync(out);
    await buildProgram(work, out);
    await buildEntries(out);
    buildWords(out);
    writeFileSync(join(out, 'package.json'), publishedManifest());
    writeFileSync(join(out, 'custom-elements.json'), `${JSON.stringify(elementsManifest(), null, 1)}\n`);
    const types = readdirSync(npm).filter((name) => name.endsWith('.d.ts'));
    for (const name of [...types, 'README.md', 'SECURITY.md', 'llms.txt', 'docs']) cpSync(join(npm, name), join(out, name), { recursive: true });
    nameHash(out);
    for (const name of ['LICENSE', 'CHANGELOG.md']) cpSync(join(root, name), join(out, name));
    writeFileSync(join(out, 'manifest.json'), `${JSON.stringify(manifestOf(out, version), null, 2)}\n`);
    rmSync(dist, { recursive: true, force: true });
    try {
      renameSync(out, dist);
    } catch (error) {
      // The target directory may be on another file system.
      if (error.code !== 'EXDEV') throw error;
      cpSync(out, dist, { recursive: true });
    }
    writeFileSync(stamp, now);
    step('npm/dist is ready');
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

main().catch((error) => {
  step(error.message);
  process.exitCode = 1;
});
