// The few words the class must be able to say while the program, which holds all other words, is not there.

const MESSAGES = {
  uk: { open: 'Відкрити чат', load_failed: 'Не вдалося завантажити чат.' },
  en: { open: 'Open chat', load_failed: 'The chat could not be loaded.' },
  ru: { open: 'Открыть чат', load_failed: 'Не удалось загрузить чат.' },
};

/** The entry of a language in a table; Ukrainian, the documented default, where the table has none. */
export function inLanguage(table, language) {
  const [, tag = 'uk'] = /^(en|ru)(?![a-z])/i.exec(language) ?? [];
  return table[tag.toLowerCase()];
}

/** The words in the language of a configuration. */
export const messagesFor = ({ language }) => inLanguage(MESSAGES, language);
