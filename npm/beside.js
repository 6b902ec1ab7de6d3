// How an entry that is a classic script gets the program, which stands beside it.

/** The import for the element of a script, in one function that may be called again after a failure. */
export function loadBeside(script) {
  // The nonce is of a policy that lets scripts in by it. The import takes it over by itself.
  const { src, nonce } = script;
  let attempts = 0;
  /**
   * Imports the module beside the script. A module that is preloaded is checked against its hash, and the import
   * takes what was preloaded; an engine that knows no preloading does not check. Browsers may remember a module that
   * failed to load: another address is tried anew.
   */
  return async () => {
    const { href } = new URL(`program.js${attempts++ ? `?attempt=${attempts}` : ''}`, src || location);
    const link = document.createElement('link');
    if (link.relList.supports('modulepreload')) {
      await new Promise((onload, failed) => {
        const onerror = () => failed(Error(`${href} was refused`));
        document.head.append(
          Object.assign(link, { rel: 'modulepreload', href, integrity: MODULE_HASH, crossOrigin: '', nonce, onload, onerror }),
        );
      }).finally(() => link.remove());
    }
    return import(href);
  };
}
