// What is imported with the program: everything of the class that a page does not need before somebody is
// likely to use the widget. The build puts the glue into this file (scripts/build.mjs).

import * as glue from './glue.js';
import { createEngine } from './engine.js';

export const { control, diagnose } = createEngine({
  glue,
  sources: {
    program: () => fetch(new URL('./program_bg.wasm', import.meta.url), { integrity: PROGRAM_HASH }),
    conversation: () => fetch(new URL('./conversation_bg.wasm', import.meta.url), { integrity: CONVERSATION_HASH }),
  },
  languages: {
    uk: () => import('./words/uk.js'),
    en: () => import('./words/en.js'),
    ru: () => import('./words/ru.js'),
  },
});
