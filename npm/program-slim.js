// What program.js is, without the program's own file: whoever imports it says where that comes from.

import { createEngine } from './engine.js';
import * as glue from './glue.js';

export const engineOf = (sources) =>
  createEngine({
    glue,
    sources,
    languages: {
      uk: () => import('./words/uk.js'),
    en: () => import('./words/en.js'),
      ru: () => import('./words/ru.js'),
    },
  });
