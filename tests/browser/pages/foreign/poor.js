// What some in-app browsers and some privacy settings take away.
for (const name of ['requestIdleCallback', 'BroadcastChannel', 'visualViewport',
  'ResizeObserver', 'IntersectionObserver', 'indexedDB', 'localStorage', 'Notification', 'FinalizationRegistry']) {
  Object.defineProperty(window, name, { value: undefined, configurable: true, writable: true });
}
