// A page that has frozen what scripts share, as hardened ones do; after the test has put in its own probes.
for (const name of Object.getOwnPropertyNames(window)) {
  if (!/^(Object|Function|Array|String|Number|Boolean|Symbol|Date|Promise|RegExp|Map|Set|WeakMap|WeakSet|\w*Error|ArrayBuffer|\w+Array|DataView|JSON|Math|Reflect|Proxy|Intl|WebAssembly|EventTarget|Event|Node|Element|HTMLElement|Document|ShadowRoot|CSSStyleSheet|CSSStyleDeclaration|WebSocket|Storage|AbortController)$/.test(name)) continue;
  const value = window[name];
  Object.freeze(value);
  if (typeof value === 'function' && value.prototype) Object.freeze(value.prototype);
}
