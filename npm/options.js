// Options that are written as text: the attributes of the script tag and of the element. A field of another option
// stands under both names: `theme-primary-color` is `theme.primaryColor`.

/** An address, read as HTML reads one: from the page's own. What is none is left to whoever uses it. */
function address(text) {
  try {
    return new URL(text, document.baseURI).href;
  } catch {
    return text;
  }
}

/**
 * The options of `texts`, by the names that a `dataset` has (`themePrimaryColor`). An empty text is one that a template
 * had no value for.
 */
export function optionsFrom(texts) {
  const options = {};
  for (const [name, text] of Object.entries(texts)) {
    if (!text) continue;
    const [, group, first] = /^(theme|offset|fallback)([A-Z])/.exec(name) ?? [];
    let value = text;
    if (name === 'apiBase') value = address(text);
    else if (name === 'zIndex' || group === 'offset') value = Number(text);
    if (group === undefined) options[name] = value;
    else (options[group] ??= {})[first.toLowerCase() + name.slice(group.length + 1)] = value;
  }
  return options;
}
