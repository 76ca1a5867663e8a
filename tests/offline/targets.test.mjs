import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { asked, answered, begin } from "../../survey_app/web/static/collect/interview.js";
import { lot, withDrawn } from "../../survey_app/web/static/collect/targets.js";

const { instrument, cases, lots } = JSON.parse(readFileSync(new URL("../vectors/targets.json", import.meta.url)));

test("every group draws the same lot as on the server", () => {
  for (const each of lots) assert.equal(lot(each.response_id, each.code), each.lot, each.code);
});

test("the same groups are drawn as on the server", () => {
  for (const each of cases) {
    const found = withDrawn(instrument, each.response_id, each.answers);
    assert.deepEqual(found.DY0 || [], each.drawn, each.response_id);
  }
});

test("nobody sees the groups drawn as a question", () => {
  const [{ response_id, drawn }] = cases;
  const after = answered(instrument, begin({ response_id }), "own", ["hill"]);
  assert.deepEqual(after.answers.DY0, drawn);
  assert.deepEqual(asked(instrument, after).map((item) => item.item_id), ["own"]);
  assert.equal(after.item, null);
});
