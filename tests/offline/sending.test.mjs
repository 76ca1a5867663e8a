import assert from "node:assert/strict";
import test from "node:test";
import { delay, larger, smaller } from "../../survey_app/web/static/collect/backoff.js";
import { counting, crediting, settled, summary } from "../../survey_app/web/static/collect/ledger.js";

const record = (id, more = {}) => ({ id, round_id: "r", hash: `h-${id}`, origin: "own", state: "waiting", ...more });

test("the wait doubles from 5 seconds to 5 minutes and stays there", () => {
  const waits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 60].map((failures) => delay(failures, 0));
  assert.deepEqual(waits, [0, 5, 10, 20, 40, 80, 160, 300, 300, 300]);
});

test("chance takes off at most a quarter, and never what the server asked for", () => {
  assert.equal(delay(7, 1), 225);
  assert.equal(delay(1, 1, 30), 30);
});

test("batches grow to 50 and shrink to one", () => {
  assert.equal([1, 2, 3, 4, 5, 6].reduce((size) => larger(size), 10), 50);
  assert.equal([1, 2, 3, 4, 5, 6].reduce((size) => smaller(size), 50), 1);
});

test("only kept and known with our own hash is acknowledged", () => {
  const records = ["a", "b", "c", "d", "e"].map((id) => record(id));
  const results = [
    { response_id: "a", state: "kept", hash: "h-a" },
    { response_id: "b", state: "known", hash: "h-b" },
    { response_id: "c", state: "kept", hash: "another" },
    { response_id: "d", state: "review", hash: "h-d", problems: [{ code: "x" }] },
  ];
  const { gone, held, open } = settled(records, results);
  assert.deepEqual(gone.map(({ id }) => id), ["a", "b"]);
  assert.deepEqual(held.map(({ id, problems }) => [id, problems]), [["d", [{ code: "x" }]]]);
  assert.deepEqual(open.map(({ id }) => id), ["c", "e"]);
});

for (const results of [null, [], [{ response_id: "a", state: "lost", hash: "h-a" }]])
  test(`a reply of ${JSON.stringify(results)} acknowledges nothing`, () => {
    assert.deepEqual(settled([record("a")], results).open.length, 1);
  });

test("the ledger counts by round what was done and what became of it", () => {
  let tally = null;
  for (const [round_id, kind] of [["r", "response"], ["r", "response"], ["s", "response"], ["r", "refusal"]])
    tally = counting(tally, { round_id, kind });
  tally = crediting(tally, [record("a"), record("f", { origin: "foreign" })]);
  const found = summary(tally, [record("b"), record("c", { round_id: "s", state: "review" }), record("g", { origin: "foreign" })]);
  assert.deepEqual(found, {
    done: 3, refusals: 1, kept: 1, waiting: 1, foreign: 1,
    byRound: {
      r: { done: 2, refusals: 1, kept: 1, waiting: 1, review: 0 },
      s: { done: 1, refusals: 0, kept: 0, waiting: 0, review: 1 },
    },
  });
});
