// Makes and mounts the widgets that the address asks for (`?widgets=[{…config, target?, throwing?}]`), notes their
// callbacks, and leaves the class and the widgets to the test as `window.shop`.
const CALLBACKS = [
  'onCartChanged',
  'onProductClick',
  'onSessionComplete',
  'onError',
  'onConnect',
  'onDisconnect',
  'onUnread',
];

export function start(VIZOCHOKWidget) {
  const widgets = [];

  const make = ({ target, throwing = false, ...config }, Widget = VIZOCHOKWidget) => {
    const index = widgets.length;
    const callbacks = Object.fromEntries(
      CALLBACKS.map((name) => [
        name,
        (...args) => {
          window.__log.push([name, { widget: index, args: structuredClone(args) }]);
          if (throwing) throw new Error(`${name} of the page fails`);
        },
      ]),
    );
    const widget = new Widget({
      apiKey: 'pk_demo',
      storeId: 'demo-store',
      apiBase: location.origin,
      language: 'en',
      ...callbacks,
      ...config,
    });
    widgets.push(widget);
    return widget;
  };

  window.shop = { VIZOCHOKWidget, widgets, make };
  for (const wanted of JSON.parse(new URLSearchParams(location.search).get('widgets') ?? '[]')) {
    make(wanted).mount(wanted.target);
  }
}
