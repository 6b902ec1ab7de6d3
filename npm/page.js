// The page's time and storage.

/** Resolves with the next such event of the window. */
export const heard = (event) => new Promise((done) => addEventListener(event, done, { once: true }));

/** Calls `task` once the page has loaded and the browser has nothing better to do. */
export async function whenIdle(task) {
  if (document.readyState !== 'complete') await heard('load');
  // An engine without idle time (Safari) reads no number there, and calls it soon.
  (window.requestIdleCallback ?? setTimeout)(task, { timeout: 2000 });
}

/** The tab's storage under the key of a store, from the first use on. One that is denied has kept nothing. */
function stored({ storeId }, method) {
  try {
    return sessionStorage[method](`vz-session-${storeId.trim()}`);
  } catch {
    return null;
  }
}

/** Whether the shopper has used the assistant in this tab before. */
export const isUsed = (config) => stored(config, 'getItem');

/** Removes what the tab keeps of a store's conversation. */
export const forget = (config) => stored(config, 'removeItem');
