import { readFileSync } from "node:fs";
import assert from "node:assert/strict";
import test from "node:test";
import {
  answered, asked, back, begin, counted, current, flagged, mayDecline, mode, packet, refusal, refusalPacket, spent,
} from "../../survey_app/web/static/collect/interview.js";

const { instrument, walks } = JSON.parse(readFileSync(new URL("../vectors/interview.json", import.meta.url)));

const place = (interview) => {
  const { item, number, total } = current(instrument, interview);
  return [item.item_id, number, total];
};

// Do one move of a walk: the interview after it, and where it led.
function moved(interview, move) {
  if (move.back) {
    const before = back(instrument, interview);
    return [before, place(before)];
  }
  const after = answered(instrument, interview, ...move.answer);
  const ended = refusal(instrument, after) || (after.item === null && "finished");
  return [after, ended || place(after)];
}

for (const walk of walks)
  test(`${walk.why}, as on the server`, () => {
    let interview = begin({ manner: walk.enumerator ? "interviewer" : "handover" });
    assert.deepEqual(place(interview), walk.start);
    for (const move of walk.moves) {
      let led;
      [interview, led] = moved(interview, move);
      assert.deepEqual(led, move.then);
    }
    assert.deepEqual(counted(instrument, interview), walk.counted);
    assert.equal(mode(instrument, interview), walk.mode);
  });

const facts = {
  response_id: "r", round_id: "valley-2026", instrument_id: "t.1", language: "ar", place_id: "north1", manner: "interviewer",
};
const made = { device: "d1", version: "0.1", day: "2026-03-02", half_day: "am", receipt: "ACDE-FHJK" };

test("no interview is changed in place", () => {
  const first = begin(facts);
  answered(instrument, first, "ok", "1");
  spent(first, "ok", 3);
  flagged(first, "night");
  assert.deepEqual([first.answers, first.durations, first.flags], [{}, {}, []]);
});

test("a packet holds what counts: answers that were asked, and seconds for them", () => {
  let interview = begin(facts);
  for (const [item, answer] of [["ok", "1"], ["age", "1"], ["met", "1"], ["how", "0"], ["met", "0"]])
    interview = spent(answered(instrument, interview, item, answer), item, 1.26);
  const found = packet(instrument, flagged(flagged(interview, "gap"), "gap"), made);
  assert.deepEqual(found.answers, { ok: "1", age: "1", met: "0" });
  assert.deepEqual(found.durations, { ok: 1.3, age: 1.3, met: 2.5 });
  assert.equal(found.seconds, 6.3);
  assert.deepEqual(found.flags, ["gap"]);
  assert.deepEqual(Object.keys(found).sort(), [
    "answers", "day", "device", "durations", "flags", "half_day", "instrument_id", "kind", "language", "mode",
    "place_id", "receipt", "response_id", "round_id", "seconds", "v", "version",
  ]);
});

test("a refusal says that it was one, and nothing that was said", () => {
  const refused = answered(instrument, flagged(begin(facts), "night"), "ok", "0");
  const found = refusalPacket(instrument, refused, made);
  assert.equal(found.refusal, "consent");
  assert.equal(found.receipt, null);
  assert.deepEqual(found.flags, []);
  assert.ok(!("answers" in found) && !("durations" in found) && !("seconds" in found));
});

test("only consent and age must be answered yes or no", () => {
  const firm = asked(instrument, begin(facts)).filter((item) => !mayDecline(item));
  assert.deepEqual(firm.map((item) => item.item_id), ["ok", "age"]);
});
