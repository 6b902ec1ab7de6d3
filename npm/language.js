// The words of a page's language. None are part of the program.
//
// `languages` says how to import the words that the package has: `{ uk: () => import('./words/uk.js'), … }`.

/** The documented default: for a language that the package does not have, and for what a page's own file lacks. */
const FALLBACK = 'uk';

/**
 * Resolves to what the program is given beside the options: the package's `words`, and the `languageFile` that
 * `languageUrl` names, or the `failure` to load it. Rejects when the package's own words could not be loaded.
 */
export async function wordsFor({ language, languageUrl }, languages, program) {
  const tag = String(language ?? FALLBACK).split(/[-_]/)[0].toLowerCase();
  const own = async (name) => (await languages[name]()).default;
  if (typeof languageUrl !== 'string') {
    return { words: await own(Object.hasOwn(languages, tag) ? tag : FALLBACK) };
  }
  const words = await own(FALLBACK);
  try {
    const running = await program();
    await running.loadConversation();
    return { words, languageFile: await running.loadWords(languageUrl) };
  } catch (failure) {
    return { words, failure };
  }
}
