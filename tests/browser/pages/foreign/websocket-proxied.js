// As debuggers and consent managers do it: everything passes through a proxy, and so does each socket.
window.WebSocket = new Proxy(window.WebSocket, {
  construct(Native, args) {
    const socket = new Native(...args);
    return new Proxy(socket, {
      get: (target, name) => {
        const value = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
      set: (target, name, value) => Reflect.set(target, name, value, target),
    });
  },
});
