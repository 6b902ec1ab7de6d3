// The page of `make demo` for the second protocol. It embeds the script as a customer would, except for the address of
// the server: a customer's page leaves `data-endpoint` out, and this one learns it from the demo shop.

const $ = (id) => document.getElementById(id);
const CHATBOT = 'demo-bot';

async function shop(path, parameters = {}) {
  const answer = await fetch(`shop/api/${path}?${new URLSearchParams(parameters)}`);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

function note(event, detail) {
  const line = document.createElement('li');
  line.textContent = detail === undefined ? event : `${event} ${JSON.stringify(detail)}`;
  $('events').prepend(line);
}

const EVENTS = [
  'widget:open', 'widget:close', 'conversation:start', 'message:sent', 'message:received', 'lead:captured', 'handoff:requested',
];
for (const event of EVENTS) DGbot('on', event, (detail) => note(event, detail));

for (const button of $('questions').querySelectorAll('button')) {
  button.onclick = () => {
    DGbot('open');
    DGbot('send', { message: button.textContent });
  };
}
for (const command of ['open', 'close', 'toggle', 'hide', 'show', 'reset']) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = command;
  button.onclick = () => DGbot(command);
  $('commands').append(button);
}

// The shop's server knows its customer and the secret, so only it can sign who this is.
$('sign-in').onclick = async () => {
  const visitor = sessionStorage.getItem('dgbot_visitor_id');
  DGbot('identify', await shop('identity', { chatbot: CHATBOT, visitor_id: visitor }));
  note('identified');
};

try {
  const { apiBase } = await shop('config');
  $('desk').href = new URL('agent', apiBase);
  const script = document.createElement('script');
  script.src = 'vizochok/dgbot.js';
  Object.assign(script.dataset, { chatbotId: CHATBOT, endpoint: apiBase, theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light' });
  document.head.append(script);
} catch (error) {
  note('The shop’s server does not answer. Start it with make demo.');
  console.error(error);
}
