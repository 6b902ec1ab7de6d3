// The states of the gallery. A state has a title, options of the widget, what the tab has stored, and the steps
// that lead to it:
//
//   ['say', text]               the shopper sends a message, and the server has it
//   ['type', text]              the shopper types, and does not send
//   ['turn', file]              the server plays a turn of turns/
//   ['begin', file, count]      only the first frames of it: the turn goes on
//   ['frame', frame]            the server sends one frame
//   ['press', selector]         the shopper presses something, once it is there
//   ['key', key]                the shopper presses a key where the focus is
//   ['await', selector]         until something is there
//   ['server', 'refuse'|'hang'] what becomes of the next sockets
//   ['drop', code]              the link breaks
//   ['offline']                 the device loses its network
//   ['say-later', text]         the shopper sends a message that has to wait

const bought = [
  ['say', 'Show me milk'],
  ['turn', 'milk-en'],
  ['press', '[data-sku="milk-002"] [part~="add"]'],
  ['await', '[data-sku="milk-002"] [part~="increase"]'],
  ['press', '[data-sku="milk-002"] [part~="increase"]'],
  // Fast presses are one request: the last number, a moment after the last press.
  ['await', '[data-sku="milk-002"] [aria-valuenow="2"]'],
  ['await', '[data-sku="milk-002"] [data-pending="false"]'],
];

/** A support assistant, on the other protocol. */
const support = { protocol: 'dgbot' };
const offered = [
  ['say', 'Where is my order A-1042?'],
  ['turn', 'order'],
  ['frame', { type: 'handoff_offered', message: 'Shall I connect you with a colleague?' }],
  ['await', '[part~="handoff-accept"]'],
];

/** A conversation of an earlier page of this tab: more than a shopper may write in a minute. */
const long = {
  v: 1,
  conversation: 'gallery',
  entries: Array.from({ length: 100 }, (_, index) => [
    { key: 2 * index + 1, user: `Question ${index + 1}`, state: 'confirmed' },
    { key: 2 * index + 2, answer: `Answer **${index + 1}**: one of many.`, whole: true },
  ]).flat(),
};

export const STATES = {
  closed: {
    title: 'Closed, with news',
    steps: [['say', 'Show me milk'], ['press', '[part~="close"]'], ['turn', 'milk-en'], ['await', '[part~="unread"]']],
  },
  welcome: { title: 'Empty', steps: [] },
  streaming: { title: 'An answer on its way', steps: [['say', 'Show me milk'], ['begin', 'milk-en', 2], ['await', '[data-state="streaming"]']] },
  answer: { title: 'Products, two in the cart', steps: bought },
  'answer-uk': { title: 'Українською', options: { language: 'uk' }, steps: [['say', 'Покажи молоко'], ['turn', 'milk-uk']] },
  'answer-ru': { title: 'По-русски', options: { language: 'ru' }, steps: [['say', 'Покажи молоко, пожалуйста, и хлеб'], ['turn', 'milk-ru']] },
  'right-to-left': {
    title: 'From right to left',
    options: { language: 'ar', languageUrl: 'words/ar.json', botName: 'سلمى', theme: { primaryColor: '#7a3fb0' } },
    steps: [['say', 'أريد حليبًا'], ['turn', 'milk-ar'], ['press', '[data-sku="milk-002"] [part~="add"]'], ['await', '[data-sku="milk-002"] [data-pending="false"]']],
  },
  replies: {
    title: 'Suggestions, one pressed',
    steps: [['say', 'hello'], ['turn', 'hello'], ['press', '[part~="quick-reply"]']],
  },
  breakfast: { title: 'Several blocks in one turn', steps: [['say', 'Something for breakfast'], ['turn', 'breakfast']] },
  compare: { title: 'A comparison', steps: [['say', 'Compare butter'], ['turn', 'compare']] },
  checklist: { title: 'A recipe to tick off', steps: [['say', 'Recipe for borscht'], ['turn', 'borscht']] },
  'checklist-bought': {
    title: 'What came of each line',
    steps: [
      ['say', 'Recipe for borscht'],
      ['turn', 'borscht'],
      ['press', '[data-id="beef"] [part~="have"]'],
      ['press', '[part~="submit"]'],
      ['await', '[data-state="working"]'],
      ['turn', 'borscht-bought'],
      ['await', '[part~="checklist"][data-state="done"]'],
    ],
  },
  plan: { title: 'A plan of meals', steps: [['say', 'Meal plan for 3 days for 2 people'], ['turn', 'plan']] },
  'plan-change': {
    title: 'One meal in other words',
    steps: [['say', 'Meal plan for 3 days for 2 people'], ['turn', 'plan'], ['press', '[part~="meal"] [part~="change"]'], ['await', '[part~="wish"]']],
  },
  error: {
    title: 'An error that says what to do',
    steps: [['say', 'Show me milk'], ['frame', { type: 'error', code: 'rate_limit_exceeded', retry_after: 20 }]],
  },
  stopped: {
    title: 'An answer stopped, the next message waits',
    steps: [['say', 'Show me milk'], ['begin', 'milk-en', 2], ['await', '[data-state="streaming"]'], ['say-later', 'And some bread?'], ['press', '[part~="stop"]'], ['await', '[data-state="stopped"]']],
  },
  'broken-off': {
    title: 'An answer that broke off',
    steps: [['say', 'Show me milk'], ['begin', 'milk-en', 2], ['await', '[data-state="streaming"]'], ['drop', 1006], ['await', '[part~="ask-again"]']],
  },
  'support-welcome': { title: 'A support assistant', options: support, steps: [] },
  'look-up': {
    title: 'Something is looked up',
    options: support,
    steps: [['say', 'Where is my order A-1042?'], ['begin', 'order', 7], ['await', '[data-role="call"][data-state="calling"]']],
  },
  handoff: { title: 'A person is offered', options: support, steps: offered },
  'handoff-waiting': {
    title: 'A person is called',
    options: support,
    steps: [...offered, ['press', '[part~="handoff-accept"]'], ['await', '[part~="handoff"][data-state="working"]']],
  },
  person: {
    title: 'A person answers',
    options: support,
    steps: [...offered, ['press', '[part~="handoff-accept"]'], ['turn', 'person'], ['await', '[part~="handoff-back"]']],
  },
  keys: { title: 'What can be done, and by which keys', steps: [...bought, ['press', '[part~="menu"]'], ['await', '[part~="keys"]']] },
  'new-conversation': {
    title: 'The question before a new conversation',
    steps: [...bought, ['press', '[part~="menu"]'], ['press', '[part~="new-conversation"]'], ['await', '[part~="confirm"]']],
  },
  'too-long': {
    title: 'A conversation that is too long',
    steps: [['say', 'Show me milk'], ['frame', { type: 'error', code: 'session_token_limit' }], ['await', '[part~="new-conversation"]']],
  },
  reconnecting: { title: 'The link is broken', steps: [...bought, ['server', 'hang'], ['drop', 1006], ['await', '[data-state="reconnecting"]']] },
  offline: {
    title: 'No network, a message waits',
    steps: [...bought, ['server', 'hang'], ['offline'], ['await', '[data-state="offline"]'], ['say-later', 'And some bread?']],
  },
  refused: { title: 'The key is refused', server: 'refuse', steps: [['await', '[data-state="refused"]']] },
  long: { title: 'A long conversation', options: { theme: { primaryColor: '#b3421f' } }, stored: long, steps: [] },
};
