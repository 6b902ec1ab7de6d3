// What the page's content security policy forbids the widget, and what would allow it.

/** Calls `heard({ blocked, remedy })` for every violation of ours, until the function that it returns is called. */
export function watchPolicy(heard) {
  const note = ({ blockedURI, effectiveDirective }) => {
    const remedy = remedyFor(blockedURI, effectiveDirective);
    if (remedy !== undefined) heard({ blocked: blockedURI, remedy });
  };
  document.addEventListener('securitypolicyviolation', note);
  return () => document.removeEventListener('securitypolicyviolation', note);
}

/** The sentence for what was blocked, or undefined when it is none of ours. */
function remedyFor(blocked, directive) {
  const name = directive.replace(/-(elem|attr)$/, '');
  if (/eval$/.test(blocked)) return `add 'wasm-unsafe-eval' to script-src`;
  if (/^wss?:/.test(blocked)) return `add ${new URL(blocked).origin} to connect-src`;
  if (!/\.(m?js|wasm)([?#]|$)/.test(blocked)) return undefined;
  const { origin } = new URL(blocked);
  return `add ${origin === location.origin ? "'self'" : origin} to ${name}`;
}

/** Why the program is not there, for the console. */
export function reasonFor(remedies) {
  if (remedies.length > 0) return `the page's Content-Security-Policy forbids it: ${remedies.join(', ')}`;
  if (typeof WebAssembly === 'undefined') return 'this browser has no WebAssembly, or has it switched off';
  if (!navigator.onLine) return 'the device is offline';
  return 'a file of the package is missing, or is not the one that was published with the others (its hash is checked)';
}
