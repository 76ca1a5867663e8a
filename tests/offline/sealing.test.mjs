import { readFileSync } from "node:fs";
import assert from "node:assert/strict";
import test from "node:test";
import { fromText, hashOf, seal, toText } from "../../survey_app/web/static/collect/sealing.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/sealed.json", import.meta.url)));
const CURVE = { name: "ECDH", namedCurve: "P-256" };

async function pairOf(jwk) {
  const { d, ...open } = jwk;
  return {
    privateKey: await crypto.subtle.importKey("jwk", jwk, CURVE, false, ["deriveBits"]),
    publicKey: await crypto.subtle.importKey("jwk", open, CURVE, true, []),
  };
}

for (const { why, packet, ephemeral, hash, sealed } of vectors.seal)
  test(`${why} is sealed as Python expects`, async () => {
    const made = { pair: await pairOf(ephemeral), iv: fromText(sealed.iv) };
    const found = await seal(JSON.parse(packet), vectors.survey_key, made);
    assert.deepEqual(found, sealed);
    assert.equal(await hashOf(found), hash);
  });

test("two seals of one packet have nothing in common", async () => {
  const packet = JSON.parse(vectors.seal[0].packet);
  const [one, two] = [await seal(packet, vectors.survey_key), await seal(packet, vectors.survey_key)];
  for (const part of ["epk", "iv", "ct"]) assert.notEqual(one[part], two[part]);
});

test("base64url goes both ways, also for what is large", () => {
  const bytes = Uint8Array.from({ length: 70001 }, (_each, index) => (index * 7) % 256);
  assert.deepEqual(fromText(toText(bytes)), bytes);
  assert.throws(() => fromText("a+b"), TypeError);
});
