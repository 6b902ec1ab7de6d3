// What is imported with the program: everything of the class that a page does not need before somebody is
// likely to use the widget. The build puts the glue into this file (scripts/build.mjs).

import * as glue from './glue.js';
import { createEngine } from './engine.js';

export const { control, diagnose } = createEngine({
  glue,
  sources: {
    program: () => fetch(new URL('./program_bg.wasm', import.meta.url), { integrity: PROGRAM_HASH }),
  },
  languages: {
    en: () => import('./words/en.js'),
    ru: () => import('./words/ru.js'),
  },
});
