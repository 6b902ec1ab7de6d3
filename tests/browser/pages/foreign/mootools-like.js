// What MooTools 1.2 to 1.4 does: enumerable members everywhere, `Event`, `Element` and `JSON` of its own, an
// `Array.from` that means something else.
{
  const { Element } = window;
  window.Event = function (event) { this.event = event ?? {}; };
  window.Event.Keys = { enter: 13 };
  window.Element = function (name) { return document.createElement(name); };
  window.Element.prototype = Element.prototype;
  window.JSON = { encode: String, decode: () => null, parse: JSON.parse, stringify: JSON.stringify };
  Array.from = (item) => (item == null ? [] : Array.isArray(item) ? item : [item]);
  Object.keys = ((keys) => (object) => keys(object))(Object.keys);
  Object.each = () => {};
  for (const type of [Array, String, Number, Function, RegExp, Date]) {
    type.prototype.$family = () => type.name.toLowerCase();
    type.prototype.$constructor = type;
    type.implement = () => type;
  }
  Array.prototype.contains = function (item) { return this.includes(item); };
  Array.prototype.flatten = function () { return this; };
  String.prototype.contains = function (text) { return this.includes(text); };
  Function.prototype.extend = function () { return this; };
  Function.prototype.periodical = function (ms) { return setInterval(this, ms); };
  Element.prototype.$family = () => 'element';
  Element.prototype.set = function () { return this; };
  Node.prototype.inject = function () { return this; };
  window.$$ = (css) => [...document.querySelectorAll(css)];
}
