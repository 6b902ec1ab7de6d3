// The few words the class must be able to say while the program, which holds all other words, is not there.

/** The first word of each is the name of the launcher. */
const UNAVAILABLE = { uk: 'Чат недоступний', en: 'Chat is unavailable', ru: 'Чат недоступен' };

/** The entry of a language in a table; Ukrainian, the documented default, where the table has none. */
export const inLanguage = (table, language) => table[`${language}`.slice(0, 2).toLowerCase()] ?? table.uk;

/** Says to a shopper that the chat did not come, in the language of a configuration. */
export const unavailable = ({ language }) => inLanguage(UNAVAILABLE, language);

/** What the launcher is called. */
export const launcherName = (config) => config.strings?.open || unavailable(config).split(' ')[0];
