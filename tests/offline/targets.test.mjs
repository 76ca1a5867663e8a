import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { asked, answered, begin } from "../../survey_app/web/static/collect/interview.js";
import { halves, isDrawn, lot, withDrawn } from "../../survey_app/web/static/collect/targets.js";

const { instrument, cases, lots, halved, halves: drawnHalves } = JSON.parse(readFileSync(new URL("../vectors/targets.json", import.meta.url)));

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

test("the same half of a list experiment is drawn as on the server", () => {
  for (const each of drawnHalves) assert.deepEqual(halves(halved, each.response_id), each.drawn, each.response_id);
  assert.ok(halved.items.every(isDrawn));
});

test("one half alone is asked the list with the added statement", () => {
  const [half] = halved.items;
  const list = (item_id, code) => ({ item_id, kind: "choice", ask: { item: half.item_id, in: [code] } });
  const items = [{ item_id: "before", kind: "choice" }, half, list("without", "control"), list("with", "added")];
  for (const { response_id, drawn } of drawnHalves) {
    const after = answered({ items }, begin({ response_id }), "before", "1");
    const own = drawn[half.item_id] === "added" ? "with" : "without";
    assert.deepEqual(asked({ items }, after).map((item) => item.item_id), ["before", own]);
    assert.equal(after.item, own);
  }
});
