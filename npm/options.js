// The options that can be written as text, for the attributes of the script tag and of the element. An option inside
// another one has its path: `theme.primaryColor` is the attribute `theme-primary-color`.

/** An address, read as HTML reads one: from the page's own. What is none is left to whoever uses it. */
function address(text) {
  try {
    return new URL(text, document.baseURI).href;
  } catch {
    return text;
  }
}

/** How the text of an attribute becomes the value of an option. */
export const SCALARS = {
  apiKey: String,
  storeId: String,
  userId: String,
  apiBase: address,
  language: String,
  languageUrl: String,
  position: String,
  'offset.x': Number,
  'offset.y': Number,
  zIndex: Number,
  'theme.mode': String,
  'theme.primaryColor': String,
  'theme.fontFamily': String,
  'theme.borderRadius': String,
  botName: String,
  botAvatar: String,
  placeholder: String,
  welcomeMessage: String,
};

/** Options that are objects, for the properties of the element. */
export const OBJECTS = ['theme', 'strings', 'offset'];

/** The names of all options but the callbacks. */
export const NAMES = [...Object.keys(SCALARS).filter((path) => !path.includes('.')), ...OBJECTS];

/** The name of an option's attribute. */
export const attributeOf = (path) => path.replace('.', '-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * The options of an element, whose attributes `read(name)` returns. An empty attribute is one that a template had no
 * value for.
 */
export function optionsFrom(read) {
  const options = {};
  for (const [path, valueOf] of Object.entries(SCALARS)) {
    const text = read(attributeOf(path));
    if (!text) continue;
    const [name, field] = path.split('.');
    if (field === undefined) options[name] = valueOf(text);
    else (options[name] ??= {})[field] = valueOf(text);
  }
  return options;
}
