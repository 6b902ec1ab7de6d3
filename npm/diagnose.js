// What a developer asks when the widget does not do what it should: read off, nothing is tried and nothing sent.

import { VERSION } from './version.js';

/** Hosts of widgets; every copy of the package marks its own alike. */
const hosts = () => [...document.querySelectorAll('[data-vizochok]')].map((host) => host.dataset.vizochok);

/** From how many addresses the page has loaded a program. Bundlers add to its name and keep the end. */
function copies() {
  const names = performance.getEntriesByType('resource').map(({ name }) => name.replace(/[?#].*/, ''));
  return new Set(names.filter((name) => /program_bg[^/]*\.wasm$/.test(name))).size;
}

function storageWorks() {
  try {
    return sessionStorage !== null;
  } catch {
    return false;
  }
}

/** The answer of `diagnose()`, for a control that may not be there yet. */
export function diagnose({ config }, control) {
  const state = control?.state() ?? { mounted: false, open: false, unread: 0, connected: false };
  const found = hosts();
  return {
    version: VERSION,
    engine: navigator.userAgent,
    webAssembly: typeof WebAssembly === 'object',
    ...state,
    online: navigator.onLine,
    storage: storageWorks(),
    policy: control?.forbidden() ?? [],
    duplicates: { copies: copies(), ofThisStore: found.filter((store) => store === config.storeId).length },
  };
}
