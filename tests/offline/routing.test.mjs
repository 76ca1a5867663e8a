import { readFileSync } from "node:fs";
import assert from "node:assert/strict";
import test from "node:test";
import { holds, route } from "../../survey_app/web/static/routing.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/routing.json", import.meta.url)));

for (const { why, rule, answers, holds: expected } of vectors.holds)
  test(why, () => assert.equal(holds(rule, answers), expected));

for (const { why, steps, answers, asked } of vectors.route)
  test(why, () =>
    assert.deepEqual(Object.entries(route(steps, answers)), Object.entries(asked)));

test("what is not a rule is refused", () => assert.throws(() => holds({}, {})));
