// The interface's words in the language now in use. They come as one small file a language
// (/collect/words/<language>.json); a text without a translation stays in English.

const PLACEHOLDER = /%\((\w+)\)s|\{(\w+)\}/g;
const KEYS = 999983;
const SOURCE = { language: "en", name: "English", direction: "ltr", plurals: "", words: {}, languages: [] };
const known = new Map();
let now = SOURCE;

// Make a language's words known; `file` is what the address above gives.
export const learn = (file) => known.set(file.language, file);

// Speak a language from here on; one that is not known is spoken in English words. `instead`
// has what an interview says otherwise: the forms of each text by its English.
export function use(code, instead = {}) {
  const file = known.get(code) || { ...SOURCE, ...aboutLanguage(code) };
  const words = { ...file.words };
  for (const [text, forms] of Object.entries(instead)) words[keyOf(text)] = forms.length > 1 ? forms : forms[0];
  now = { ...file, words };
  return now;
}

// {language, name, direction} of a language, whether or not its words are known.
export function aboutLanguage(code) {
  if (known.has(code)) return known.get(code);
  for (const { languages } of known.values()) {
    const found = languages.find((each) => each.language === code);
    if (found) return found;
  }
  return { language: code, name: code === SOURCE.language ? SOURCE.name : code, direction: "ltr" };
}

// The codes of the languages the interface speaks, as far as any file has told.
export function offered() {
  const told = Array.from(known.values(), ({ languages }) => languages);
  return Array.from(new Set(told.flat().map((each) => each.language)));
}

export const inUse = () => now.language;
export const isKnown = (code) => known.has(code);

export function gettext(text, facts) {
  return fill(now.words[keyOf(text)] || text, facts);
}

// A name that keeps its own direction inside a sentence of another one.
export const apart = (text) => `\u2068${text}\u2069`;

// A day given as 2026-03-02, as people of the language in use write it.
export function dayWords(day) {
  const form = new Intl.DateTimeFormat(`${now.language}-u-nu-latn-ca-gregory`, { dateStyle: "medium" });
  return form.format(new Date(`${day}T12:00`));
}

// The form of a text that goes with a number, which is also the placeholder {num}.
export function ngettext(one, many, num, facts) {
  const forms = now.words[keyOf(one)];
  const form = Array.isArray(forms) ? forms[pluralForm(num)] : num === 1 ? one : many;
  return fill(form, { num, ...facts });
}

// What a text is listed under in the files: a number in place of the text itself, which the
// program has already.
export function keyOf(text) {
  let key = 0;
  for (let n = 0; n < text.length; n += 1) key = (31 * key + text.charCodeAt(n)) % KEYS;
  return key;
}

// A document's text in a language, else in English, else in any there is: {text, language}.
export function say(labels, language) {
  const found = [language, "en", ...Object.keys(labels || {})].find((code) => labels && labels[code]);
  return { text: found ? labels[found] : "", language: found || language };
}

// The server counts which form goes with 0 to 199; beyond, the last two digits decide.
const pluralForm = (num) => Number(now.plurals[num < 200 ? num : 100 + (num % 100)]);

function fill(text, facts) {
  if (!facts) return text;
  return text.replace(PLACEHOLDER, (whole, first, second) => {
    const name = first || second;
    return name in facts ? String(facts[name]) : whole;
  });
}
