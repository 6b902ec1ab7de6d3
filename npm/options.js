// Options that are written as text: the attributes of the script tag and of the element. A field of another option
// stands under both names: `theme-primary-color` is `theme.primaryColor`.

/** An address, read as HTML reads one: from the page's own. What is none is left to whoever uses it. */
const address = (href) => Object.assign(document.createElement('a'), { href }).href;

/**
 * The options of `texts`, by the names that a `dataset` has (`themePrimaryColor`). An empty text is one that a template
 * had no value for.
 */
export function optionsFrom(texts) {
  const options = {};
  for (const [name, text] of Object.entries(texts)) {
    if (!text) continue;
    const [, group, first, rest] = /^(theme|offset|fallback)([A-Z])(.*)/.exec(name) ?? [];
    const value = name === 'apiBase' ? address(text) : /^(zIndex|offset)/.test(name) ? Number(text) : text;
    if (group) (options[group] ??= {})[first.toLowerCase() + rest] = value;
    else options[name] = value;
  }
  return options;
}
