import { dirname } from 'node:path';

export default {
  // Every page is rendered on the server while it is built, and then stands as files.
  output: 'export',
  basePath: '/packaging/next',
  // The packages of all projects are installed one level up.
  turbopack: { root: dirname(import.meta.dirname) },
};
