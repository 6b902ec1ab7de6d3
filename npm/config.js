// What must be right before anything else happens. The program checks the rest of the options when it
// runs; these three mistakes are the ones a developer should meet on the line that made them.

/** What each protocol asks for, the last of which stands for the store. Others the program checks alone. */
const REQUIRED = { vizochok: ['apiKey', 'storeId'], dgbot: ['chatbotId'] };

/**
 * Returns a shallow copy of `config`, so that a later change of the page's object changes nothing.
 * Throws an `Error` that names the field. A key is never repeated: errors travel to logs and trackers.
 */
export function checkedConfig(config) {
  const required = REQUIRED[config?.protocol ?? 'vizochok'] ?? [];
  for (const field of required) {
    if (!config?.[field]?.trim?.()) throw Error(`VIZOCHOKWidget: the config needs "${field}"`);
  }
  const { apiKey } = config;
  if (required[1] && !/^\s*pk_/.test(apiKey)) {
    const secret = /^\s*sk_/i.test(apiKey) ? 'IS SECRET: revoke it; it ' : '';
    throw Error(`VIZOCHOKWidget: "apiKey" ${secret}must be a public key: pk_...`);
  }
  // What stands for the store names the conversation in the tab's storage.
  return { ...config, storeId: config[required.at(-1)] ?? '' };
}

/** Options whose fields are changed one by one. */
export const GROUPS = ['theme', 'strings', 'offset'];

/**
 * `config` with the changes of `partial`. A field that is absent or `undefined` stays as it is, `null` takes
 * the default again, anything else replaces what was there. The fields of `theme`, `strings` and `offset` are
 * merged by the same rule; everything else is replaced whole.
 */
export function mergedConfig(config, partial) {
  if (!isObject(partial)) throw Error('VIZOCHOKWidget: update() takes an object');
  const merged = { ...config };
  for (const [name, value] of Object.entries(partial)) {
    if (value === undefined) continue;
    merged[name] = GROUPS.includes(name) && isObject(value) ? mergedConfig(config[name], value) : value;
  }
  return merged;
}

const isObject = (value) => value && typeof value === 'object';
