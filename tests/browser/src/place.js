// Where an element can be pressed, or `false` while it cannot.
let before = '';
let measuredAt = 0;
const place = (element) => {
  if (!shown(element)) throw new Error('it is not shown');
  if (element.disabled) throw new Error('it is disabled');
  // Changes nothing where the whole element is in sight.
  element.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
  const { x, y, width, height } = box(element);
  // At rest: the same place in two looks that a frame lies between.
  const now = [x, y, width, height].join();
  if (now !== before) {
    before = now;
    measuredAt = performance.now();
    return false;
  }
  if (performance.now() - measuredAt < 30) return false;
  const middle = { x: x + width / 2, y: y + height / 2 };
  const top = element.getRootNode().elementFromPoint(middle.x, middle.y);
  if (top === null || !(element.contains(top) || top.contains(element))) {
    throw new Error(`${top?.outerHTML.slice(0, 120)} stands before it`);
  }
  return middle;
};
