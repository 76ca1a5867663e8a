// Finds in an open answer what may tell who somebody is: an e-mail address, a long number, a
// name. It only asks people to think again. core/questionnaire/identifying.py is this module
// for the server; tests/vectors/identifying.json holds both to the same findings.

const MAIL = /[^\s@]*@[^\s@]*\p{L}[^\s@]*/u;
// Seven digits of any script or more in a row, however they are grouped.
const NUMBER = /\+?(?:\p{Nd}[\s().+/-]*){7,}/u;
const TITLE = /^(?:m|mr|mrs|ms|miss|dr|mme|mlle|monsieur|madame|cheikh|sheikh|shaikh|hajj?|hadj|hajja|imam)$/;
// The same in Arabic, with what is written together with them.
const ARABIC_TITLE = /^[وف]?(?:ال|لل|بال)?(?:سيد|سيدة|انسة|استاذ|استاذة|دكتور|دكتورة|شيخ|حاج|مهندس|عقيد|نقيب|سي)$/;
const PARTICLES = new Set("ben bin bint ibn abu abou van von el al بن بنت".split(" "));
// Where a script has no capitals: what follows a title and is hardly a name.
const NO_NAME = /^(?:ال|[يتو])|^(?:على|هذا|هذه|كان|كانت|قال|غير|ليس|لكن|حتى|بعد|قبل|عند|منذ|جيد|هنا|هناك|دائما|ايضا)$/;
// What sentences begin with beside names.
const OPENERS = new Set(("after also because before during every from many most near only other since some that their then there these they this those "
  + "what when where while with your aucun avec beaucoup certains chaque chez dans depuis entre leur leurs mais notre pendant plusieurs pour quand "
  + "sans tous toutes vers votre").split(" "));
// An article or a preposition joined to a word.
const PREFIX = /^(?:(?:al|el)-|(?:[cdjlmnst]|qu)['’])/i;
// A word shorter than this at the start of a sentence is rather an article than a name.
const SHORTEST = { atStart: 4, uncased: 3 };

// The words of texts, such as the names of places, that name nobody.
export const wordsIn = (texts) => new Set(texts.flatMap((text) => read(text).map((word) => word.folded)));

// What may tell who somebody is, at most one of each kind; `known` are words that do not.
export function identifying(text, known) {
  const [mail, number] = [MAIL, NUMBER].map((sign) => (text.match(sign) || [""])[0].replace(/[\s().+/-]+$/, ""));
  return [mail, number, nameIn(read(text), known)].filter(Boolean);
}

// The first name of a text, or "".
function nameIn(words, known) {
  const isFree = (word) => Boolean(word) && !known.has(word.folded);
  for (let n = 0; n < words.length; n += 1) {
    const last = isFree(words[n]) ? endOfName(words, n, isFree) : 0;
    if (last) return words.slice(n, last + 1).map((word) => word.bare).join(" ");
  }
  return "";
}

// The place of the last word of a name that begins at this one, or 0.
function endOfName(words, n, isFree) {
  const [word, next] = [words[n], words[n + 1]];
  if (!isFree(next)) return 0;
  if (isTitle(word)) return isNamed(next) ? n + 1 : 0;
  if (word.ends || !mayBegin(word)) return 0;
  if (!PARTICLES.has(next.folded)) return arePair(word, next) ? n + 1 : 0;
  const last = words[n + 2];
  return !next.ends && isFree(last) && isCapital(word) === isCapital(last) && isNamed(last) ? n + 2 : 0;
}

const arePair = (word, next) => (word.folded === "عبد" && next.folded.startsWith("ال")) || (isCapital(word) && isCapital(next));
const isTitle = ({ folded }) => TITLE.test(folded) || ARABIC_TITLE.test(folded);
const isNamed = (word) => (isCased(word.bare) ? isCapital(word) : word.bare.length >= SHORTEST.uncased && !NO_NAME.test(word.folded));
const mayBegin = (word) => (isCased(word.bare) ? isCapital(word) && (!word.begins || isLong(word)) : isNamed(word));
const isLong = ({ bare, folded }) => bare.length >= SHORTEST.atStart && !OPENERS.has(folded);
const isCased = (text) => text.toLowerCase() !== text.toUpperCase();

// A word with a capital letter in front, but not only capitals.
function isCapital({ bare }) {
  const name = bare.replace(PREFIX, "");
  return name.slice(0, 1) !== name.slice(0, 1).toLowerCase() && name !== name.toUpperCase();
}

// The words of a text without the marks around them, and where sentences begin and parts end.
function read(text) {
  let begins = true;
  const words = text.split(/\s+/).filter(Boolean).map((written) => {
    const bare = written.replace(/^[^\p{L}]+|[^\p{L}\p{M}]+$/gu, "");
    const after = bare ? written.slice(written.indexOf(bare) + bare.length) : written;
    const word = { bare, folded: fold(bare), begins, ends: after !== "" };
    begins = /[.!?؟…:]/.test(after);
    return word;
  });
  return words;
}

// Small letters, without what is joined in front and the marks Arabic may be written with or
// without.
const fold = (word) => word.replace(PREFIX, "").toLowerCase().replace(/[\u0640\u064b-\u0652]/g, "").replace(/[أإآ]/g, "ا");
