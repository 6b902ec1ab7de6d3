// `DGbot(command, args)`: the documented commands and events, over a widget of the class.

/** The documented events, and what the class calls them. Where it has no such event nothing on the wire is known
 * that would tell of it: a handler is kept, and never called. */
const EVENTS = {
  'widget:open': 'open',
  'widget:close': 'close',
  'conversation:start': 'conversation-start',
  'message:sent': 'message-sent',
  'message:received': 'message-received',
  'handoff:requested': 'handoff-requested',
  'lead:captured': 'lead-captured',
};

/** Languages that the package has words for. */
const LANGUAGES = ['uk', 'en', 'ru'];

const isOn = (value) => value !== undefined && value !== 'false';

/** The options of the class for the `data-` attributes of the script's element; `pageLanguage` is that of the page. */
export function optionsFrom({ chatbotId, endpoint, position, theme, language }, pageLanguage) {
  const own = pageLanguage?.split('-')[0].toLowerCase();
  return {
    protocol: 'dgbot',
    chatbotId,
    endpoint,
    position,
    language: language ?? (LANGUAGES.includes(own) ? own : 'en'),
    theme: { mode: theme ?? 'light' },
    onError: ({ code, message }) => console.error(`DGbot: ${code}: ${message}`),
  };
}

/**
 * The function for one widget. `launcher` says whether its launcher is ever shown. It never throws into the page: what
 * cannot be done is named on the console.
 */
export function commandsFor(widget, { launcher }) {
  let open = false;
  let hidden = false;

  const place = () => (hidden || !(launcher || open) ? widget.hide() : widget.show());
  const setOpen = (to) => {
    open = to;
    place();
  };
  widget.on('open', () => setOpen(true));
  widget.on('close', () => setOpen(false));
  if (!launcher) place();

  const commands = {
    open() {
      // Shown first: what is hidden takes no focus.
      setOpen(true);
      widget.open();
    },
    close: () => widget.close(),
    toggle: () => (open ? commands.close() : commands.open()),
    identify: (who) => widget.identify(who),
    send(args) {
      const message = args?.message;
      if (typeof message !== 'string' || message.trim() === '') throw new Error('"send" needs { message }, a non-empty string');
      widget.sendMessage(message);
    },
    reset: () => widget.newConversation(),
    hide() {
      hidden = true;
      place();
    },
    show() {
      hidden = false;
      place();
    },
    on(event, handler) {
      if (!Object.hasOwn(EVENTS, event)) throw new Error(`"on" knows no event "${event}"`);
      if (typeof handler !== 'function') throw new Error(`"on" needs a function for "${event}"`);
      widget.on(EVENTS[event], handler);
    },
  };

  return function DGbot(command, ...args) {
    try {
      if (!Object.hasOwn(commands, command)) throw new Error(`there is no command "${command}"`);
      commands[command](...args);
    } catch (error) {
      console.error(`DGbot: ${error.message}`);
    }
  };
}

/**
 * Puts the function into `page` in the place of its stub, and runs the commands that the stub has kept. Does nothing
 * when it is there already; `make` makes the widget.
 */
export function install(page, dataset, make) {
  const stub = page.DGbot;
  if (stub?.loaded) return;
  let widget;
  try {
    widget = make(optionsFrom(dataset, page.document?.documentElement.lang));
  } catch (error) {
    // The words are those of the class; what is wrong stands in the script's element.
    console.error(`DGbot: ${error.message} (data-chatbot-id)`);
    return;
  }
  const command = commandsFor(widget, { launcher: !isOn(dataset.hideLauncher) });
  command.loaded = true;
  page.DGbot = command;
  widget.mount();
  if (isOn(dataset.open)) command('open');
  for (const args of stub?.q ?? []) command(...args);
}
