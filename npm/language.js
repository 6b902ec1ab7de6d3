// The words of a page's language. None are part of the program.
//
// `languages` says how to import the words that the package has: `{ uk: () => import('./words/uk.js'), … }`.

/** The documented default: for a language that the package does not have, and for what a page's own file lacks. */
const FALLBACK = 'uk';

/**
 * Resolves to what the program is given beside the options: `words`, or `fallbackWords`, or both; and the `failure`, if
 * the file that `languageUrl` names could not be loaded. Rejects when the package's own words could not be.
 */
export async function wordsFor({ language, languageUrl }, languages, program) {
  const tag = String(language ?? FALLBACK).split(/[-_]/)[0].toLowerCase();
  const own = async (name) => (await languages[name]()).default;
  if (typeof languageUrl !== 'string') {
    return Object.hasOwn(languages, tag) ? { words: await own(tag) } : { fallbackWords: await own(FALLBACK) };
  }
  const fallbackWords = await own(FALLBACK);
  try {
    const running = await program();
    await running.loadConversation();
    return { words: await running.loadWords(languageUrl), fallbackWords };
  } catch (failure) {
    return { fallbackWords, failure };
  }
}
