// How an entry that is a classic script gets the program, which stands beside it.

/** The import for the element of a script, in one function that may be called again after a failure. */
export function loadBeside(script) {
  const home = script?.src || location.href;
  // Of a policy that lets scripts in by it. The import takes it over by itself.
  const nonce = script?.nonce ?? '';
  let attempts = 0;
  /**
   * Imports the module beside the script. A module that is preloaded is checked against its hash, and the import
   * takes what was preloaded; an engine that knows no preloading does not check. Browsers may remember a module that
   * failed to load: another address is tried anew.
   */
  return async () => {
    const address = new URL('program.js', home);
    if (attempts > 0) address.searchParams.set('attempt', attempts);
    attempts += 1;
    const link = document.createElement('link');
    if (link.relList.supports('modulepreload')) {
      await new Promise((loaded, failed) => {
        Object.assign(link, { rel: 'modulepreload', href: address.href, integrity: MODULE_HASH, crossOrigin: 'anonymous', nonce });
        Object.assign(link, { onload: loaded, onerror: () => failed(new TypeError(`${address} was refused`)) });
        document.head.append(link);
      }).finally(() => link.remove());
    }
    return import(address.href);
  };
}
