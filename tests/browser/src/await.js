// The end of every waiting script. It expects `condition`, and the time limit in ms as the first argument.
const answer = arguments[arguments.length - 1];
const limit = arguments[0];
const began = performance.now();
const watched = new WeakSet();
let over = false;
let threw = null;
const finish = (met, value) => {
  over = true;
  observer.disconnect();
  clearInterval(timer);
  answer({ met, value, threw, state: met ? null : describe() });
};
const check = () => {
  if (over) return;
  // Changes inside a shadow root reach only an observer of that root.
  for (const root of [document, ...hosts().map((host) => host.shadowRoot)]) {
    if (root === null || watched.has(root)) continue;
    watched.add(root);
    observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  }
  let value = false;
  try {
    value = condition();
    threw = null;
  } catch (error) {
    threw = String(error);
  }
  if (value) finish(true, value);
  else if (performance.now() - began > limit) finish(false, null);
};
const observer = new MutationObserver(check);
// Positions, styles and the page's notes change without a mutation; frames rest while a window is hidden.
const timer = setInterval(check, 100);
const frame = () => {
  check();
  if (!over) requestAnimationFrame(frame);
};
frame();
