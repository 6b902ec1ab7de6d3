// All states side by side, in the chosen colours and width.

import { STATES } from './states.js';

const SIZES = { desktop: ['540px', '800px'], phone: ['360px', '720px'] };
const chosen = { scheme: 'light', size: 'desktop' };

function draw() {
  const [width, height] = SIZES[chosen.size];
  document.documentElement.style.setProperty('--width', width);
  document.documentElement.style.setProperty('--height', height);
  const sections = Object.entries(STATES).map(([name, { title }]) => {
    const address = `gallery/state.html?${new URLSearchParams({ state: name, scheme: chosen.scheme })}`;
    const section = document.createElement('section');
    const head = document.createElement('h2');
    const link = document.createElement('a');
    link.href = address;
    link.textContent = title;
    head.append(link);
    const frame = document.createElement('iframe');
    frame.title = title;
    frame.loading = 'lazy';
    frame.src = address;
    section.append(head, frame);
    return section;
  });
  document.querySelector('#states').replaceChildren(...sections);
}

function choice(group, value) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = value;
  const show = () => button.setAttribute('aria-pressed', String(chosen[group] === value));
  button.addEventListener('click', () => {
    chosen[group] = value;
    for (const other of buttons) other.show();
    draw();
  });
  return { button, show };
}

const buttons = [choice('scheme', 'light'), choice('scheme', 'dark'), choice('size', 'desktop'), choice('size', 'phone')];
document.querySelector('#views').append(...buttons.map(({ button }) => button));
for (const button of buttons) button.show();
draw();
