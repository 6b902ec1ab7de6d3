// What stands in the widget's place after the program stopped twice in a short time: one calm sentence and
// one button. Built without the program and without markup text, so that it also runs under a strict
// content security policy and Trusted Types.

export const NOTICE = {
  uk: {
    stopped: 'Помічник зараз не працює. Оновіть сторінку: розмову буде відновлено.',
    reload: 'Оновити сторінку',
  },
  en: {
    stopped: 'The assistant is not working right now. Reload the page: the conversation will be restored.',
    reload: 'Reload the page',
  },
  ru: {
    stopped: 'Помощник сейчас не работает. Обновите страницу: разговор будет восстановлен.',
    reload: 'Обновить страницу',
  },
};

const HOST_STYLE = { all: 'initial', display: 'block' };
const FLOATING_STYLE = { position: 'fixed', bottom: '20px', 'max-width': '280px', 'z-index': '2147483000' };
const CARD_STYLE = {
  font: '14px/1.45 system-ui, sans-serif',
  color: '#1f2328',
  background: '#ffffff',
  border: '1px solid #d0d7de',
  'border-radius': '12px',
  padding: '16px',
  'box-shadow': '0 1px 2px rgb(0 0 0 / 8%), 0 8px 24px rgb(0 0 0 / 12%)',
};
const BUTTON_STYLE = {
  display: 'block',
  'margin-top': '12px',
  'min-height': '44px',
  padding: '0 16px',
  font: 'inherit',
  color: 'inherit',
  background: 'transparent',
  border: '1px solid currentColor',
  'border-radius': '8px',
  cursor: 'pointer',
};

function apply(element, style) {
  for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value, 'important');
}

/**
 * Shows the card inside `target`, or in the corner of the page without one, and returns its host element.
 * `words` are those of `NOTICE` in a language; `position` is the option of the same name.
 */
export function showStoppedCard(target, words, position) {
  const host = document.createElement('div');
  apply(host, HOST_STYLE);
  if (target === undefined) {
    apply(host, FLOATING_STYLE);
    apply(host, { [position === 'bottom-left' ? 'left' : 'right']: '20px' });
  }
  const card = document.createElement('div');
  card.setAttribute('role', 'status');
  card.textContent = words.stopped;
  apply(card, CARD_STYLE);
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = words.reload;
  apply(button, BUTTON_STYLE);
  button.addEventListener('click', () => location.reload());
  card.append(button);
  host.attachShadow({ mode: 'open' }).append(card);
  (target ?? document.body).append(host);
  return host;
}
