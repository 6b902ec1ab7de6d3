// As trackers wrapped it: a plain function, whose constants and whose prototype are missing.
{
  const Native = window.WebSocket;
  window.WebSocket = function (...args) {
    const socket = new Native(...args);
    const { send } = socket;
    socket.send = (...data) => send.apply(socket, data);
    return socket;
  };
}
