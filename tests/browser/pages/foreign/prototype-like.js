// What Prototype up to 1.6.1 does to every page: members on the basic prototypes that for…in meets, a toJSON of its own
// on all of them, and classes of the browser replaced by its own.
{
  const inspect = (value) => `"${String(value)}"`;
  for (const type of [Array, String, Number, Date, Boolean]) type.prototype.toJSON = function () { return inspect(this); };
  Object.toJSON = inspect;
  Array.prototype.each = function (run) { this.forEach(run); return this; };
  Array.prototype.first = function () { return this[0]; };
  Array.prototype.uniq = function () { return [...new Set(this)]; };
  Array.prototype.reduce = function () { return this.length > 1 ? this : this[0]; };
  Array.prototype.without = function () { return this; };
  String.prototype.strip = function () { return this.trim(); };
  String.prototype.startsWith = function (pattern) { return this.lastIndexOf(pattern, 0) === 0; };
  Function.prototype.bind = ((bind) => function (...args) { return bind.apply(this, args); })(Function.prototype.bind);
  Function.prototype.delay = function (seconds) { return setTimeout(this, seconds * 1000); };
  const { Element } = window;
  window.Element = function (name) { return document.createElement(name); };
  Object.assign(window.Element, Element);
  window.Element.prototype = Element.prototype;
  HTMLElement.prototype.visible = function () { return this.style.display !== 'none'; };
  HTMLElement.prototype.update = function (text) { this.textContent = text; return this; };
  document.getElementsByClassName = (name) => [...document.querySelectorAll(`.${name}`)];
  window.$ = (id) => document.getElementById(id);
}
