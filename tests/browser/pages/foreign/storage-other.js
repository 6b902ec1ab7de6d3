// What another version of the widget, or somebody else, has left under its key. It comes back when it is cleared.
{
  const { getItem } = Storage.prototype;
  Storage.prototype.getItem = function (key) {
    return getItem.call(this, key) ?? (key.startsWith('vz-session-') ? '{"version":999,"entries":[null,{"x":[[[' : null);
  };
}
