// Blocked cookies: the mere question throws.
for (const name of ['sessionStorage', 'localStorage']) {
  Object.defineProperty(window, name, {
    get() {
      throw new DOMException('Access is denied for this document', 'SecurityError');
    },
  });
}
