import { readdirSync, readFileSync } from "node:fs";
import assert from "node:assert/strict";
import test from "node:test";
import { read, readNumber } from "../../survey_app/web/static/collect/answers.js";
import { weeksOf } from "../../survey_app/web/static/collect/calendar.js";
import { identifying, wordsIn } from "../../survey_app/web/static/collect/identifying.js";
import { due } from "../../survey_app/web/static/collect/idle.js";
import { declinePart, findMedia, optionPart, questionPart } from "../../survey_app/web/static/collect/media.js";
import { KNOWN, tellProblem } from "../../survey_app/web/static/collect/problems.js";
import { ALPHABET, newReceipt } from "../../survey_app/web/static/collect/receipt.js";
import { isGap, isNight, step, stopwatch } from "../../survey_app/web/static/collect/timing.js";

for (const [text, number] of [
  ["12", 12], [" 1,5 ", 1.5], ["٣٤", 34], ["۳٫۵", 3.5], ["-2", -2], [".5", 0.5], ["", NaN], ["1e5", NaN], ["12 years", NaN], ["1,2,3", NaN],
])
  test(`“${text}” is read as ${number}`, () => assert.deepEqual(readNumber(text), number));

for (const { why, text, known, found } of JSON.parse(readFileSync(new URL("../vectors/identifying.json", import.meta.url))))
  test(`what may tell who somebody is: ${why}`, () => assert.deepEqual(identifying(text, wordsIn(known)), found));

const kinds = { choice: { kind: "choice" }, choices: { kind: "choices" }, number: { kind: "number" }, text: { kind: "text" } };

test("an answer is read by the kind of its question", () => {
  assert.deepEqual(read(kinds.choice, ["1"], ""), { answer: "1" });
  assert.deepEqual(read(kinds.choices, ["a", "b"], ""), { answer: ["a", "b"] });
  assert.deepEqual(read(kinds.number, [], "3,5"), { answer: 3.5 });
  assert.deepEqual(read(kinds.text, [], " a word "), { answer: "a word" });
});

test("what cannot be an answer says what to do", () => {
  const remedy = (item, written = "") => read(item, [], written).problem[1];
  assert.match(remedy(kinds.choice), /Choose one/);
  assert.equal(remedy({ ...kinds.choice, role: "consent" }), "Choose yes or no.");
  assert.match(remedy(kinds.text, "  "), /Write an answer/);
  assert.match(remedy(kinds.number, "many"), /digits only/);
  assert.equal(remedy(kinds.text, "x".repeat(2001)), "Shorten it.");
});

test("a receipt code has eight signs that are told apart", () => {
  const pattern = new RegExp(`^[${ALPHABET}]{4}-[${ALPHABET}]{4}$`);
  for (let i = 0; i < 50; i += 1) assert.match(newReceipt(), pattern);
});

test("no sign of a receipt is likelier than another", () => {
  let byte = -1;
  const everyByte = (bytes) => bytes.map(() => (byte = (byte + 1) % 256));
  const seen = Array.from({ length: 242 / 8 }, () => newReceipt(everyByte)).join("").replace(/-/g, "");
  const counts = new Set([...ALPHABET.slice(0, 20)].map((sign) => seen.split(sign).length - 1));
  assert.deepEqual([...counts], [11]);
});

test("a byte that would favour the first signs is drawn again", () => {
  const drawn = [255, 242, 0, 21, 250, 22, 43, 44, 0, 0, 0];
  assert.equal(newReceipt(() => [drawn.shift()]), "A9A9-AAAA");
});

test("a stopwatch counts only while it goes", () => {
  let now = 0;
  const watch = stopwatch(() => now);
  const after = (milliseconds) => (now += milliseconds);
  watch.go();
  after(2000);
  watch.pause();
  after(60000);
  watch.go();
  watch.go();
  after(500);
  assert.equal(watch.take(), 2.5);
  after(1000);
  assert.equal(watch.take(), 1);
  watch.pause();
  assert.equal(watch.take(), 0);
  after(1000);
  assert.equal(watch.take(), 0);
});

test("an interview begun between ten in the evening and five is one by night", () => {
  const hours = [...Array(24).keys()].filter((hour) => isNight(new Date(2026, 2, 2, hour)));
  assert.deepEqual(hours, [0, 1, 2, 3, 4, 22, 23]);
});

test("half an hour away is a gap, a clock put back is none", () => {
  const at = (minutes) => step(new Date(1e12 + minutes * 60000));
  assert.ok(isGap(at(0), at(40)));
  assert.ok(!isGap(at(0), at(30)));
  assert.ok(!isGap(at(90), at(0)));
});

test("the end of an idle time is announced by a warning", () => {
  assert.deepEqual([0, 99, 100, 119, 120, 5000].map((idle) => due(idle, 120, 20)), ["nothing", "nothing", "warn", "warn", "end", "end"]);
});

const heard = { kind: "audio", language: "en" };
const list = [
  { ...heard, item: "PL1.1", option: null, sha256: "question" },
  { ...heard, scale: "T5", option: "1", sha256: "scale option" },
  { ...heard, item: "DEM1", option: "woman", sha256: "own option" },
  { ...heard, scale: "@decline", option: "refused", sha256: "decline" },
  { kind: "picture", language: null, item: "DEM1", option: "woman", sha256: "picture" },
];
const found = (kind, part, language = "en") => (findMedia(list, kind, part, language) || {}).sha256;

test("a part of a question finds its recording in its language, and its picture in any", () => {
  const scored = { item_id: "PL1.1", scale: "T5" };
  const own = { item_id: "DEM1", scale: null };
  assert.equal(found("audio", questionPart(scored, "")), "question");
  assert.equal(found("audio", optionPart(scored, { code: "1" }, "")), "scale option");
  assert.equal(found("audio", optionPart(own, { code: "woman" }, "")), "own option");
  assert.equal(found("audio", declinePart("refused", "")), "decline");
  assert.equal(found("audio", questionPart(scored, ""), "ar"), undefined);
  assert.equal(found("audio", optionPart(scored, { code: "2" }, "")), undefined);
  assert.equal(found("picture", optionPart(own, { code: "woman" }, ""), "ar"), "picture");
  assert.equal(found("picture", questionPart(own, "")), undefined);
});

test("a month is whole weeks from Monday to Sunday", () => {
  const march = weeksOf(2026, 2);
  assert.deepEqual(march[0], [null, null, null, null, null, null, 1]);
  assert.deepEqual(march.flat().filter(Boolean), Array.from({ length: 31 }, (_, day) => day + 1));
  assert.deepEqual(weeksOf(2027, 1).length, 4);
});

test("everything that goes wrong on a tablet has words", () => {
  const folder = new URL("../../survey_app/web/static/collect/", import.meta.url);
  const code = readdirSync(folder).filter((name) => name.endsWith(".js"))
    .map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
  const raised = new Set(Array.from(code.matchAll(/"((?:pin|vault|device|server|stock|round|file|storage)\.[a-z_]+)"/g), (match) => match[1]));
  assert.deepEqual([...raised].filter((each) => !KNOWN.includes(each)), []);
  for (const each of KNOWN) assert.equal(tellProblem({ code: each, facts: {} }).length, 2);
  assert.match(tellProblem(new Error("odd"))[0], /odd/);
});

test("no larger number than anybody counts is taken", () => {
  assert.deepEqual(read(kinds.number, [], "1000000000000000"), { answer: 1e15 });
  assert.match(read(kinds.number, [], "10000000000000000").problem[1], /digits/);
});
