// The desk: shows what the backend tells, sends what the human does. Whatever a visitor wrote is text, never markup.

const at = (id) => document.getElementById(id);
const [state, list, talk, title, about, lines, wrong, join, say, leave] =
  ['state', 'list', 'talk', 'title', 'about', 'lines', 'wrong', 'join', 'say', 'leave'].map(at);

const SAID_BY = { visitor: 'Visitor', bot: 'Bot', human: 'Team' };
const WITH = { bot: 'with the bot', waiting: 'waiting for a human', human: 'with ' };

let open = null;
let events = null;
let shown = [];

const make = (tag, text, className) => Object.assign(document.createElement(tag), { textContent: text, ...(className && { className }) });

const nameOf = (visit) => visit.customer ?? `Visitor ${visit.number}`;

/** Changes a text only when it differs: a live region speaks at every change. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function listen() {
  events?.close();
  events = new EventSource(open === null ? 'agent/events' : `agent/events?open=${open}`);
  events.onmessage = ({ data }) => show(JSON.parse(data));
  events.onerror = () => write(state, 'The connection is lost; trying again…');
}

function show(sight) {
  const { waiting } = sight;
  document.title = waiting ? `(${waiting}) Support desk` : 'Support desk';
  write(state, waiting ? `${waiting} waiting for a human.` : sight.list.length ? 'Nobody waits.' : 'Nobody is here.');
  showList(sight.list);
  if (open !== null) showTalk(sight.list.find(({ number }) => number === open), sight.lines);
}

function showList(visits) {
  const focused = document.activeElement?.dataset?.number;
  list.replaceChildren(...visits.map((visit) => {
    const button = make('button', '', visit.with);
    button.dataset.number = visit.number;
    button.setAttribute('aria-pressed', String(visit.number === open));
    const away = visit.here ? '' : ', away';
    button.append(make('b', nameOf(visit)), make('i', `${WITH[visit.with]}${visit.agent ?? ''}${away}`), make('span', visit.last));
    button.onclick = () => choose(visit.number);
    const item = document.createElement('li');
    item.append(button);
    return item;
  }));
  // Made anew, the list must not take the focus away from who moves in it.
  if (focused) list.querySelector(`[data-number="${focused}"]`)?.focus();
}

function choose(number) {
  open = number;
  shown = [];
  lines.replaceChildren();
  complain('');
  title.textContent = `Visitor ${number}`;
  talk.hidden = false;
  listen();
  title.focus();
}

function showTalk(visit, told) {
  if (!visit || !told) {
    write(about, 'This visitor is gone.');
    join.hidden = say.hidden = true;
    return;
  }
  write(title, nameOf(visit));
  write(about, `${visit.chatbot}, ${WITH[visit.with]}${visit.agent ?? ''}${visit.here ? '' : '. Away: what you write waits'}.`);
  const mine = visit.with === 'human' && visit.agent === nameField().value.trim();
  const wasMine = !say.hidden;
  join.hidden = mine || visit.with === 'human';
  say.hidden = !mine;
  if (mine && !wasMine) say.elements.text.focus();
  const followed = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 40;
  // Lines are only ever added at the end, unless the oldest went or another conversation was opened.
  const same = shown.length <= told.length && shown.every((text, place) => text === told[place].text);
  if (!same) lines.replaceChildren();
  for (const line of told.slice(same ? shown.length : 0)) {
    const item = make('p', '', line.from);
    item.append(make('b', SAID_BY[line.from]), make('span', line.text));
    lines.append(item);
  }
  shown = told.map(({ text }) => text);
  if (followed) lines.scrollTop = lines.scrollHeight;
}

const nameField = () => join.elements.name;

function complain(text) {
  wrong.textContent = text;
  wrong.hidden = !text;
}

async function send(act, text = '') {
  const body = new URLSearchParams({ act, number: open, name: nameField().value.trim(), text });
  try {
    const answer = await fetch('agent', { method: 'POST', body });
    complain(answer.ok ? '' : await answer.text());
    return answer.ok;
  } catch {
    complain('That did not reach the backend. Is it running?');
    return false;
  }
}

join.onsubmit = (event) => {
  event.preventDefault();
  // A reload is not to ask again who sits here.
  sessionStorage.setItem('name', nameField().value);
  send('join');
};

say.onsubmit = async (event) => {
  event.preventDefault();
  const field = say.elements.text;
  if (await send('say', field.value)) field.value = '';
  field.focus();
};

say.elements.text.onkeydown = (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  say.requestSubmit();
};

leave.onclick = async () => {
  if (await send('leave')) title.focus();
};

nameField().value = sessionStorage.getItem('name') ?? '';
listen();
