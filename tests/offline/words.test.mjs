import assert from "node:assert/strict";
import test from "node:test";
import { aboutLanguage, gettext, keyOf, learn, ngettext, offered, say, use } from "../../survey_app/web/static/collect/words.js";

const others = [{ language: "ps", name: "پښتو", direction: "rtl" }];
const keyed = (words) => Object.fromEntries(Object.entries(words).map(([text, said]) => [keyOf(text), said]));
learn({
  language: "ar", name: "العربية", direction: "rtl", plurals: "0122".padEnd(100, "3").padEnd(200, "4"), languages: others,
  words: keyed({ Back: "رجوع", "%(number)s of %(total)s": "%(number)s من %(total)s", "{num} day": ["صفر", "يوم", "{num} يومان", "{num} أيام", "{num} يوم"] }),
});

test.beforeEach(() => use("en"));

test("words are said in the language in use", () => {
  assert.equal(use("ar").direction, "rtl");
  assert.equal(gettext("Back"), "رجوع");
  assert.equal(gettext("%(number)s of %(total)s", { number: 2, total: 9 }), "2 من 9");
  assert.equal(gettext("Not translated"), "Not translated");
});

test("a number has its form, also beyond the table", () => {
  assert.equal(ngettext("{num} day", "{num} days", 1), "1 day");
  assert.equal(ngettext("{num} day", "{num} days", 0), "0 days");
  use("ar");
  assert.equal(ngettext("{num} day", "{num} days", 2), "2 يومان");
  assert.equal(ngettext("{num} day", "{num} days", 50), "50 أيام");
  assert.equal(ngettext("{num} day", "{num} days", 1201), "1201 يوم");
});

test("a text is found under the key the server lists it by", () => assert.equal(keyOf("“Back” – إلى"), 203951));

test("an unknown placeholder stays as it is", () => assert.equal(gettext("{a} and {b}", { a: 0 }), "0 and {b}"));

test("the languages of the interface are told by any of their files", () => assert.deepEqual(offered(), ["ps"]));

test("a language without words keeps its name and direction", () => {
  assert.equal(use("ps").direction, "rtl");
  assert.equal(gettext("Back"), "Back");
  assert.deepEqual(aboutLanguage("zz"), { language: "zz", name: "zz", direction: "ltr" });
});

test("a document's text falls back to English, then to any", () => {
  assert.deepEqual(say({ en: "Police", fr: "Police nationale" }, "ar"), { text: "Police", language: "en" });
  assert.deepEqual(say({ fr: "Oui" }, "ar"), { text: "Oui", language: "fr" });
  assert.deepEqual(say({}, "ar"), { text: "", language: "ar" });
});

test("an interview says locked wordings in place of the program's, and leaves the files as they are", () => {
  use("ar", { Back: ["ارجع"], "%(number)s of %(total)s": ["%(number)s of %(total)s"], "{num} day": ["أ", "ب", "ج", "د", "ه", "و"] });
  assert.equal(gettext("Back"), "ارجع");
  assert.equal(gettext("%(number)s of %(total)s", { number: 2, total: 9 }), "2 of 9");
  assert.equal(ngettext("{num} day", "{num} days", 1), "ب");
  use("ar");
  assert.equal(gettext("Back"), "رجوع");
});
