// Bundles modules for browsers, and makes them small.

import { writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { minify } from 'terser';

// The oldest browsers that the package names have all of it.
const LANGUAGE = 2022;

/** Bundles with these options of esbuild. Its words are shortened by terser, whose result is 2 % to 4 % smaller. */
export async function bundle({ banner, ...options }) {
  const { outputFiles } = await build({
    bundle: true,
    minifySyntax: true,
    target: `es${LANGUAGE}`,
    format: 'esm',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    write: false,
    ...options,
  });
  for (const { path, text } of outputFiles) {
    const { code } = await minify(text, {
      // 'use client' is no directive that it knows.
      compress: { passes: 4, directives: false },
      ecma: LANGUAGE,
      module: options.format === undefined,
      format: { ascii_only: options.charset === 'ascii', preamble: banner?.js },
    });
    await writeFile(path, `${code}\n`);
  }
}
