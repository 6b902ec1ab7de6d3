// What the page's content security policy forbids the widget, and what would allow it.

/** Calls `heard({ blocked, remedy })` for every violation of ours, until the function that it returns is called. */
export function watchPolicy(heard) {
  const note = ({ blockedURI, effectiveDirective, disposition, target }) => {
    const remedy = remedyFor(blockedURI, effectiveDirective, target);
    // What is only reported is not forbidden.
    if (remedy !== undefined && disposition !== 'report') heard({ blocked: blockedURI, remedy });
  };
  document.addEventListener('securitypolicyviolation', note);
  return () => document.removeEventListener('securitypolicyviolation', note);
}

/** The sentence for what was blocked, or undefined when it is none of ours. */
function remedyFor(blocked, directive, target) {
  if (/eval$/.test(blocked)) return "add 'wasm-unsafe-eval' to script-src";
  // What is blocked in a shadow root is told of its host.
  const ours = /^wss?:|\.(m?js|wasm)([?#]|$)/.test(blocked) || target?.dataset?.vizochok !== undefined;
  let origin;
  try {
    ({ origin } = new URL(blocked));
  } catch {
    return undefined;
  }
  if (!ours) return undefined;
  return `add ${origin === location.origin ? "'self'" : origin} to ${directive.replace(/-(elem|attr)$/, '')}`;
}

/** What a refusal of the program itself tells of the policy: WebKit names WebAssembly in the error alone. */
export function forbiddenBy(error) {
  if (!/'wasm-unsafe-eval'/.test(String(error))) return [];
  return [{ blocked: 'wasm-eval', remedy: remedyFor('wasm-eval', 'script-src') }];
}

/** Why the program is not there, for the console. */
export function reasonFor(forbidden) {
  if (forbidden.length > 0) {
    return `the page's Content-Security-Policy forbids it: ${forbidden.map(({ remedy }) => remedy).join(', ')}`;
  }
  if (typeof WebAssembly === 'undefined') return 'this browser has no WebAssembly, or has it switched off';
  if (globalThis.navigator?.onLine === false) return 'the device is offline';
  return 'a file of the package is missing, or is not the one that was published with the others (its hash is checked)';
}
