// Notes for the tests, as [kind, note]: what goes wrong on the page, and (by start.js) the widget's callbacks.
window.__log = [];
{
  const note = (kind, value) => window.__log.push([kind, value]);
  addEventListener('error', (event) => note('error', event.message));
  addEventListener('unhandledrejection', (event) => note('rejection', String(event.reason)));
  document.addEventListener('securitypolicyviolation', (event) =>
    note('violation', {
      directive: event.effectiveDirective,
      blocked: event.blockedURI,
      sample: event.sample,
      source: `${event.sourceFile}:${event.lineNumber}`,
    }),
  );
  for (const level of ['error', 'warn']) {
    const original = console[level];
    console[level] = (...args) => {
      note(`console.${level}`, args.map(String).join(' '));
      original.apply(console, args);
    };
  }
}
