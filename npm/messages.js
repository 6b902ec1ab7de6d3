// The few words the class must be able to say while the program, which holds all other words, is not
// there: it could not be loaded, or it stopped.

const MESSAGES = {
  uk: {
    load_failed: 'Не вдалося завантажити помічника. Перевірте з’єднання та спробуйте ще раз.',
    stopped: 'Помічник зараз не працює. Оновіть сторінку: розмову буде відновлено.',
    reload: 'Оновити сторінку',
  },
  en: {
    load_failed: 'The assistant could not be loaded. Check the connection and try again.',
    stopped: 'The assistant is not working right now. Reload the page: the conversation will be restored.',
    reload: 'Reload the page',
  },
  ru: {
    load_failed: 'Не удалось загрузить помощника. Проверьте соединение и попробуйте ещё раз.',
    stopped: 'Помощник сейчас не работает. Обновите страницу: разговор будет восстановлен.',
    reload: 'Обновить страницу',
  },
};

/** The words of `language`; Ukrainian, the documented default, for anything else. */
export function messagesFor(language) {
  return Object.hasOwn(MESSAGES, language) ? MESSAGES[language] : MESSAGES.uk;
}
