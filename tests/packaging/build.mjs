// Packs npm/dist as it would be published, installs that file into the projects beside this script, and builds
// each of them with its own tool into `dist/<project>`. The browser tests open them there
// (tests/browser/tests/stories/packaging.rs). `types` is a project that is only compiled.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build as bundle } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const npmDist = resolve(here, '..', '..', 'npm', 'dist');
const out = join(here, 'dist');
const installed = join(here, 'node_modules', '@vizochok', 'widget');
const stamp = join(out, 'stamp');

/** The projects: the command that builds one, started in its directory, or none where there is nothing to build. */
const PROJECTS = {
  vite: ['vite', 'build', '--outDir', '../dist/vite'],
  slim: ['vite', 'build', '--outDir', '../dist/slim'],
  webpack: ['webpack', '--output-path', '../dist/webpack'],
  esbuild: ['esbuild', 'main.js', '--bundle', '--minify', '--outfile=../dist/esbuild/main.js'],
  rollup: ['rollup', '--config', '--silent'],
  react: ['vite', 'build', '--outDir', '../dist/react'],
  vue: ['vite', 'build', '--outDir', '../dist/vue'],
  svelte: ['vite', 'build', '--outDir', '../dist/svelte'],
  next: ['next', 'build'],
  'import-map': null,
  element: null,
  script: null,
};

const run = promisify(execFile);
const say = (text) => process.stderr.write(`[packaging] ${text}\n`);

/** Runs a program; what it said is shown when it fails. */
async function command(program, args, cwd) {
  try {
    return await run(program, args, { cwd, env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' } });
  } catch (error) {
    throw new Error(`${program} ${args.join(' ')} failed in ${cwd}:\n${error.stdout ?? ''}${error.stderr ?? error}`);
  }
}

/** All files below `directory`, in a fixed order. What installing and building leave there is passed over. */
function* filesBelow(directory) {
  for (const entry of readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(directory, entry.name);
    if (!entry.isDirectory()) yield path;
    else if (!['node_modules', 'dist', '.next', 'out'].includes(entry.name)) yield* filesBelow(path);
  }
}

/** A hash of everything that the built projects are made of. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const root of [npmDist, here]) {
    for (const file of filesBelow(root)) hash.update(relative(root, file)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Packs and installs the package the way a registry would hand it out. */
async function install() {
  const { stdout } = await command('npm', ['pack', npmDist, '--json', '--pack-destination', out], here);
  const [{ filename, files }] = JSON.parse(stdout);
  say(`${filename}: ${files.map(({ path }) => path).join(' ')}`);
  rmSync(installed, { recursive: true, force: true });
  // Everything else is there already: what is asked for beside it would have been forgotten in package.json.
  await command('npm', ['install', '--no-save', '--offline', '--no-audit', '--no-fund', join(out, filename)], here);
}

/** An entry that nobody uses leaves a bundle without a trace; the one that defines something stays. */
async function checkSideEffects() {
  const entries = ['', '/inline', '/slim', '/react', '/vue', '/svelte', '/element'];
  for (const entry of entries) {
    const { outputFiles } = await bundle({
      stdin: { contents: `import '@vizochok/widget${entry}';`, resolveDir: here },
      bundle: true,
      external: ['react', 'vue'],
      format: 'esm',
      logLevel: 'silent',
      write: false,
    });
    const stays = /\S/.test(outputFiles[0].text.replace(/^\/\/.*$/gm, ''));
    if (stays !== (entry === '/element')) throw new Error(`sideEffects: .${entry} ${stays ? 'stays in' : 'leaves'} a bundle`);
  }
  say('sideEffects: what is not used leaves a bundle');
}

async function build(name) {
  const project = join(here, name);
  const target = join(out, name);
  const began = performance.now();
  mkdirSync(target);
  if (PROJECTS[name] === null) {
    cpSync(installed, join(target, 'widget'), { recursive: true });
  } else {
    const [tool, ...args] = PROJECTS[name];
    await command(join(here, 'node_modules', '.bin', tool), args, project);
  }
  // Next writes into its own directory only.
  if (name === 'next') {
    rmSync(target, { recursive: true });
    renameSync(join(project, 'out'), target);
    rmSync(join(project, '.next'), { recursive: true });
  }
  if (existsSync(join(project, 'public'))) cpSync(join(project, 'public'), target, { recursive: true });
  say(`${name}: built in ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

/** Compiles what a project would write against the package's types, with React 19 and with React 18. */
async function checkTypes() {
  for (const settings of ['tsconfig.json', 'react-18.json']) {
    await command(join(here, 'node_modules', '.bin', 'tsc'), ['--project', settings], join(here, 'types'));
    say(`types: ${settings} holds`);
  }
}

/** Imports all entries without a browser. */
async function importOnServer() {
  const { stdout } = await command(process.execPath, ['server/import.mjs'], here);
  say(`imported on a server: ${stdout.trim().split('\n').join(', ')}`);
}

async function main() {
  const now = fingerprint();
  if (existsSync(stamp) && existsSync(installed) && readFileSync(stamp, 'utf8') === now) {
    say('the projects are up to date');
    return;
  }
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  await install();
  await checkTypes();
  await importOnServer();
  await checkSideEffects();
  for (const name of Object.keys(PROJECTS)) await build(name);
  writeFileSync(stamp, now);
}

main().catch((error) => {
  say(error.message);
  process.exitCode = 1;
});
