// What the page hears: the handlers of on(), and the callbacks of the configuration, which are handlers too.

/** `cart-changed` → `onCartChanged` */
const callbackOf = (event) => `on-${event}`.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

/**
 * Calls whoever listens, now, and says whether anybody does. One that throws is named on the console, and hurts
 * nothing.
 */
export function emit({ handlers, config }, event, detail) {
  const callback = callbackOf(event);
  const listening = [...handlers].filter(([name]) => name === event).map(([, handler]) => [event, handler]);
  if (typeof config[callback] === 'function') listening.push([callback, config[callback]]);
  for (const [name, handler] of listening) {
    try {
      handler.apply(config, detail === undefined ? [] : [detail]);
    } catch (error) {
      console.error(`[vizochok] ${name} threw`, error);
    }
  }
  return listening.length > 0;
}

/** The same from a microtask: outside whatever is running. */
export function tell(shell, event, detail) {
  queueMicrotask(() => emit(shell, event, detail));
}

/** Tells of an error; a page that does not listen finds the reason on its console. */
export function report(shell, code, message, reason) {
  queueMicrotask(() => {
    if (!emit(shell, 'error', { code, message })) console.error(`VIZOCHOKWidget: ${code}`, reason);
  });
}
