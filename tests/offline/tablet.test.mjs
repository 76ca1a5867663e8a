import assert from "node:assert/strict";
import test from "node:test";
import { createHash } from "node:crypto";
import { fakeBrowser, fakeServer, fakeStorage, packageOf } from "./fakes.mjs";
import { Api } from "../../survey_app/web/static/collect/api.js";
import { openDb, readAll } from "../../survey_app/web/static/collect/db.js";
import { Drafts } from "../../survey_app/web/static/collect/drafts.js";
import { newId } from "../../survey_app/web/static/collect/ids.js";
import { Outbox } from "../../survey_app/web/static/collect/outbox.js";
import { Stock } from "../../survey_app/web/static/collect/package.js";
import { Sync } from "../../survey_app/web/static/collect/sync.js";
import { ATTEMPTS, Vault } from "../../survey_app/web/static/collect/vault.js";

const PIN = "246801";
const DURESS = "135790";
const SECRET = "the bridge by the old mill";

// A tablet that is set up, with a clock of its own and few rounds of PBKDF2.
async function tablet({ media = [], changes = {} } = {}) {
  fakeBrowser();
  const storage = fakeStorage();
  const server = fakeServer({ documents: { "/api/v1/package": await packageOf(media, changes) } });
  const clock = { now: Date.UTC(2026, 10, 24, 9) };
  const options = { now: () => clock.now, iterations: 10, chance: () => 0 };
  const db = await openDb();
  const vault = new Vault(db, options);
  const api = new Api(async () => ((await vault.get("device")) || {}).token, server.fetch);
  const practice = async () => new Response(JSON.stringify(await packageOf()));
  const stock = new Stock(db, vault, api, { ...options, fetching: practice });
  const outbox = new Outbox(db, vault, options);
  const drafts = new Drafts(db, vault, stock, outbox);
  const sync = new Sync(vault, outbox, stock, api, options);
  await vault.create(PIN);
  await stock.register("right");
  return { storage, server, clock, db, vault, stock, outbox, drafts, sync };
}

async function ready(options) {
  const found = await tablet(options);
  await found.stock.refresh();
  found.server.asked.length = 0;
  return found;
}

const packet = (response_id = newId(), more = {}) => ({
  v: 1, kind: "response", response_id, round_id: "r", answers: { A: SECRET }, ...more,
});

const code = (expected) => (error) => assert.equal(error.code, expected) || true;

// Everything that lies in the storage, as text: bytes also read as characters.
function dump(storage) {
  const seen = (value) => {
    if (value instanceof Uint8Array) return Buffer.from(value).toString("latin1");
    if (value && typeof value === "object") return Object.entries(value).map(([name, each]) => `${name}:${seen(each)}`).join();
    return String(value);
  };
  return [...storage.stores.values()].flatMap((rows) => [...rows.values()].map(seen)).join("\n");
}

test("a wrong PIN is counted, the wait grows, and the right PIN clears it", async () => {
  const { vault, clock } = await tablet();
  vault.lock();
  for (const waitSeconds of [0, 0, 10]) {
    const { ok, waitSeconds: found } = await vault.unlock("000000");
    assert.deepEqual([ok, found], [false, waitSeconds]);
  }
  await assert.rejects(vault.unlock(PIN), code("pin.wait"));
  clock.now += 10_000;
  assert.deepEqual(await vault.unlock(PIN), { ok: true });
  assert.equal((await vault.status()).attemptsLeft, ATTEMPTS);
});

test("setting the clock back makes nobody wait longer than the wait", async () => {
  const { vault, clock } = await tablet();
  vault.lock();
  for (let n = 0; n < 3; n += 1) await vault.unlock("000000");
  clock.now -= 86_400_000;
  assert.equal((await vault.status()).waitSeconds, 10);
});

async function wearOut({ vault, clock }) {
  vault.lock();
  for (let n = 1; n < ATTEMPTS; n += 1) {
    assert.equal((await vault.unlock("000000")).outcome, null);
    clock.now += 3_600_000;
  }
  return vault.unlock("000000");
}

test("after the last attempt the keys are gone and sealed interviews stay", async () => {
  const all = await ready();
  const { vault, drafts, outbox, stock, sync, server, storage } = all;
  await drafts.finish(packet("done"));
  await drafts.save({ response_id: "begun", answers: {} });
  assert.equal((await wearOut(all)).outcome, "seal");
  const { state, sealedHere } = await vault.status();
  assert.deepEqual([state, sealedHere], ["new", 1]);
  assert.deepEqual(["vault", "files", "drafts"].map((store) => storage.stores.get(store).size), [0, 0, 0]);
  assert.match(await (await outbox.toFile()).text(), /"done"/);
  // Set up anew, with a PIN and a right of its own, it sends what waited.
  await vault.create(DURESS);
  server.token = "shown anew";
  await stock.register("shown anew");
  assert.equal((await sync.sendNow()).kept, 1);
  assert.equal(server.kept.size, 1);
});

test("where the site chose so, the last attempt wipes everything", async () => {
  const document = await packageOf();
  document.rounds[0].settings.on_attempts = "wipe";
  const all = await ready({ changes: document });
  await all.drafts.finish(packet());
  assert.equal((await wearOut(all)).outcome, "wipe");
  assert.equal(dump(all.storage), "");
});

test("an attempt is counted although the tablet is switched off while it is tried", async () => {
  const { vault, storage } = await tablet();
  vault.lock();
  const before = storage.writes;
  const trying = vault.unlock("000000");
  while (storage.writes === before) await new Promise(setImmediate);
  assert.equal(storage.stores.get("vault").get("door").wrong, 1);
  await trying;
});

test("changing the PIN keeps everything and lets the old one in no more", async () => {
  const { vault, drafts } = await ready();
  await drafts.save({ response_id: "a", answers: { A: SECRET } });
  await assert.rejects(vault.changePin("999999", DURESS), code("pin.wrong"));
  await assert.rejects(vault.changePin(PIN, "12345"), code("pin.short"));
  await vault.changePin(PIN, DURESS);
  vault.lock();
  assert.equal((await vault.unlock(PIN)).ok, false);
  await vault.unlock(DURESS);
  assert.deepEqual((await drafts.list()).map((draft) => draft.answers.A), [SECRET]);
});

test("a battery that dies while the PIN is changed leaves one PIN that opens everything", async () => {
  for (let dies = 1; dies <= 4; dies += 1) {
    const { vault, drafts, storage, db, clock } = await ready();
    await drafts.save({ response_id: "a", answers: { A: SECRET } });
    const before = storage.writes;
    const begin = db.transaction;
    db.transaction = (...given) => {
      if (given[1] === "readwrite" && storage.writes - before >= dies - 1) storage.failure = "AbortError";
      return begin(...given);
    };
    const outcome = await vault.changePin(PIN, DURESS).then(() => "changed", (error) => error.code);
    assert.equal(outcome, dies < 4 ? "storage.failed" : "changed");
    storage.failure = null;
    db.transaction = begin;
    const again = new Vault(db, { now: () => clock.now, iterations: 10 });
    const [right, wrong] = outcome === "changed" ? [DURESS, PIN] : [PIN, DURESS];
    assert.equal((await again.unlock(wrong)).ok, false);
    assert.equal((await again.unlock(right)).ok, true);
    const kept = await new Drafts(db, again, null, null).list();
    assert.deepEqual(kept.map((draft) => draft.answers.A), [SECRET]);
  }
});

test("guessing the old PIN where it is changed is counted, waited for, and ends as at the door", async () => {
  const { vault, clock, storage } = await ready();
  const told = [];
  for (let n = 1; n <= ATTEMPTS; n += 1) {
    const { code: what, facts } = await vault.changePin("000000", DURESS).catch((error) => error);
    told.push([what, facts.attemptsLeft, facts.waitSeconds]);
    if (facts.waitSeconds) await assert.rejects(vault.changePin(PIN, DURESS), code("pin.wait"));
    clock.now += 3_600_000;
  }
  assert.deepEqual(told.slice(0, 4), [["pin.wrong", 9, 0], ["pin.wrong", 8, 0], ["pin.wrong", 7, 10], ["pin.wrong", 6, 20]]);
  assert.deepEqual([told[9], vault.isOpen, storage.stores.get("vault").size], [["pin.wrong", 0, 0], false, 0]);
});

test("under a duress PIN the own PIN is as wrong as any other", async () => {
  const { vault } = await ready();
  await vault.setDuressPin(PIN, DURESS);
  await vault.unlock(DURESS);
  const told = [];
  for (const guess of ["000000", PIN]) told.push(await vault.changePin(guess, "777777").catch(({ facts }) => facts.attemptsLeft));
  assert.deepEqual(told, [ATTEMPTS - 1, ATTEMPTS - 2]);
});

test("the PIN that is here already is no new one", async () => {
  const { vault } = await tablet();
  await assert.rejects(vault.changePin(PIN, PIN), code("pin.same"));
});

test("a duress PIN opens a survey of its own and sends nothing", async () => {
  const { vault, drafts, outbox, stock, sync, server } = await ready();
  await drafts.save({ response_id: "a", answers: { A: SECRET } });
  await drafts.finish(packet("b"));
  await assert.rejects(vault.setDuressPin(PIN, PIN), code("pin.same"));
  await vault.setDuressPin(PIN, DURESS);
  vault.lock();
  await vault.unlock(DURESS);
  assert.equal(vault.isPractice, true);
  assert.deepEqual(await drafts.list(), []);
  assert.equal((await outbox.ledger()).done, 0);
  assert.equal(await outbox.toFile(), null);
  await drafts.finish(packet("practised"));
  const { done, waiting } = await outbox.ledger();
  assert.deepEqual([done, waiting], [1, 1]);
  await sync.sendNow();
  await stock.refresh();
  assert.deepEqual(server.asked, []);
  // Whatever is set there leaves the own survey alone.
  await vault.setDuressPin(DURESS, "777777");
  await vault.changePin(DURESS, "888888");
  await assert.rejects(vault.changePin("888888", PIN), code("pin.same"));
  await vault.unlock(PIN);
  assert.equal(vault.isPractice, false);
  assert.equal((await drafts.list()).length, 1);
  assert.equal((await outbox.ledger()).waiting, 1);
});

test("with and without a duress PIN the storage has the same shape", async () => {
  const { vault, storage } = await tablet();
  const shape = () => {
    const door = storage.stores.get("vault").get("door");
    return [Object.keys(door), door.slots.map(({ iv, ct, ...rest }) => [iv.length, ct.length, Object.keys(rest)])];
  };
  const before = shape();
  await vault.setDuressPin(PIN, DURESS);
  assert.deepEqual(shape(), before);
});

test("nothing can be read in the storage, locked or not", async () => {
  const { vault, drafts, storage } = await ready();
  await drafts.save({ response_id: "a", answers: { A: SECRET } });
  await drafts.finish(packet("b"));
  const found = dump(storage);
  for (const text of [SECRET, "Village", "One?", "trust.1", "right", "device", "package", PIN]) assert.ok(!found.includes(text), text);
  vault.lock();
  await assert.rejects(drafts.list(), code("vault.locked"));
});

test("two tablets have no name of a record in common", async () => {
  const names = [];
  for (let n = 0; n < 2; n += 1) names.push([...(await ready()).storage.stores.get("files").keys()]);
  assert.equal(new Set(names.flat()).size, names.flat().length);
});

test("a draft's size does not tell how much was answered", async () => {
  const { drafts, storage } = await ready();
  await drafts.save({ response_id: "a", answers: {} });
  await drafts.save({ response_id: "b", answers: { A: "1", B: "2", C: "a few words" } });
  const sizes = [...storage.stores.get("drafts").values()].map(({ ct }) => ct.length);
  assert.equal(sizes[0], sizes[1]);
});

test("a record moved to another place is not read", async () => {
  const { vault, storage } = await tablet();
  await vault.put("one", 1);
  await vault.put("two", 2);
  const files = storage.stores.get("files");
  const [idOne, idTwo] = [...files.keys()].slice(-2);
  files.set(idOne, { ...files.get(idTwo), id: idOne });
  assert.equal(await vault.get("one"), null);
});

test("finishing keeps the sealed interview and forgets the draft, or neither", async () => {
  const { drafts, outbox, storage, db } = await ready();
  await drafts.save({ response_id: "a", answers: {} });
  storage.failure = "QuotaExceededError";
  await assert.rejects(drafts.finish(packet("a")), code("stock.space"));
  storage.failure = null;
  assert.deepEqual([(await drafts.list()).length, (await readAll(db, "sealed")).length, (await outbox.ledger()).done], [1, 0, 0]);
  await drafts.finish(packet("a"));
  assert.deepEqual([(await drafts.list()).length, (await readAll(db, "sealed")).length, (await outbox.ledger()).done], [0, 1, 1]);
});

test("an interview of a round that is not here, or has no key, is not taken", async () => {
  const document = await packageOf();
  const { drafts, stock, vault } = await ready({ changes: document });
  await assert.rejects(drafts.finish(packet("a", { round_id: "other" })), code("round.unknown"));
  document.rounds[0].key = null;
  await stock.refresh();
  await assert.rejects(drafts.finish(packet("a")), code("round.no_key"));
  assert.equal(vault.isOpen, true);
});

test("thirty interviews are sent once each and then deleted", async () => {
  const { drafts, outbox, sync, server } = await ready();
  for (let n = 0; n < 30; n += 1) await drafts.finish(packet());
  const { sent, kept, left, problem } = await sync.sendNow();
  assert.deepEqual([sent, kept, left, problem], [30, 30, 0, null]);
  assert.equal(server.kept.size, 30);
  const { done, kept: acknowledged, waiting } = await outbox.ledger();
  assert.deepEqual([done, acknowledged, waiting], [30, 30, 0]);
});

for (const trouble of ["lost", "cut", 500, 503, 429])
  test(`after ${trouble} nothing is lost and nothing is there twice`, async () => {
    const { drafts, outbox, sync, server } = await ready();
    for (let n = 0; n < 12; n += 1) await drafts.finish(packet());
    server.trouble.push(trouble, trouble);
    for (const wanted of [12, 12, 0]) assert.equal((await sync.sendNow()).left, wanted);
    assert.equal(server.kept.size, 12);
    assert.deepEqual([(await outbox.ledger()).kept, (await outbox.ledger()).waiting], [12, 0]);
  });

test("what the server refuses does not hold up the rest", async () => {
  const { drafts, outbox, sync, server, storage } = await ready();
  const ids = Array.from({ length: 23 }, (_each, n) => `id-${n}`);
  for (const id of ids) await drafts.finish(packet(id));
  server.poison.add("id-7").add("id-16");
  const { kept, review, left } = await sync.sendNow();
  assert.deepEqual([kept, review, left], [21, 2, 0]);
  assert.deepEqual((await outbox.ledger()).review.map((each) => [each.response_id, each.problems[0].code]).sort(), [
    ["id-16", "packet.poison"], ["id-7", "packet.poison"],
  ]);
  // The coordinator mends it: the next pass by hand sends it again.
  server.poison.clear();
  const files = storage.stores.get("files").size;
  assert.equal((await sync.sendNow()).kept, 2);
  assert.equal(storage.stores.get("files").size, files - 2);
  assert.deepEqual((await outbox.ledger()).review, []);
});

const damaged = () => new Response('{"problems":[{"code":"packet.no_json"}]}', { status: 400 });
const portal = (status) => () => new Response("<h1>Sign in to the hotel</h1>", { status });
for (const [who, answer] of [["a damaged request", damaged], ...[200, 401, 403, 404, 511].map((status) => [`a portal's ${status}`, portal(status)])])
  test(`${who} neither revokes the tablet nor puts an interview aside`, async () => {
    const { drafts, outbox, stock, sync, server } = await ready();
    await drafts.finish(packet());
    server.trouble.push(answer());
    const { left, review, problem } = await sync.sendNow();
    assert.deepEqual([left, review, Boolean(problem)], [1, 0, true]);
    assert.deepEqual([(await stock.facts()).revoked, (await outbox.ledger()).waiting], [false, 1]);
    assert.equal((await sync.sendNow()).kept, 1);
  });

test("a receipt for other content acknowledges nothing", async () => {
  const { drafts, sync, server, db } = await ready();
  await drafts.finish(packet("a"));
  server.kept.set("a", "another hash");
  const { kept, review } = await sync.sendNow();
  assert.deepEqual([kept, review], [0, 1]);
  assert.equal((await readAll(db, "sealed")).length, 1);
});

test("a revoked tablet learns it, keeps what is sealed and stops asking", async () => {
  const { drafts, stock, sync, server } = await ready();
  await drafts.finish(packet());
  server.trouble.push(401);
  sync.start();
  while (sync.state().state !== "revoked") await new Promise(setImmediate);
  assert.deepEqual([(await stock.facts()).revoked, server.asked.length], [true, 1]);
  assert.equal(sync.state().nextTrySeconds, 0);
  sync.stop();
});

test("it waits longer after every failure and at least as long as the server says", async () => {
  const { drafts, sync, server } = await ready();
  await drafts.finish(packet());
  sync._isOn = true;
  const waits = [];
  for (const trouble of ["lost", "lost", 429]) {
    server.trouble.push(trouble);
    await sync.sendNow();
    waits.push(sync.state().nextTrySeconds);
  }
  sync.stop();
  assert.deepEqual(waits, [5, 10, 20]);
});

test("what was planned after a failure is planned no more when somebody presses the button", async () => {
  const { drafts, sync, server } = await ready();
  await drafts.finish(packet());
  const planned = new Set();
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  globalThis.setTimeout = (act, ms) => {
    const timer = set(act, ms);
    if (ms > 1000 && ms < 60_000) planned.add(timer);
    return timer;
  };
  globalThis.clearTimeout = (timer) => planned.delete(timer) | clear(timer);
  try {
    sync._isOn = true;
    server.trouble.push("lost");
    await sync.sendNow();
    assert.equal(planned.size, 1);
    await sync.sendNow();
    assert.equal(planned.size, 0);
  } finally {
    Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
    sync.stop();
  }
});

test("a locked tablet does not send", async () => {
  const { drafts, vault, sync, server } = await ready();
  await drafts.finish(packet());
  sync.start();
  vault.lock();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(server.kept.size, 0);
});

const bytesOf = (text) => new TextEncoder().encode(text);
const hashed = (text) => createHash("sha256").update(text).digest("hex");
const medium = (text, more = {}) => ({
  item: "A", option: null, language: "en", kind: "audio", sha256: hashed(text), type: "audio/ogg", bytes: text.length, ...more,
});

test("audio and pictures are fetched, checked, and told apart in the facts", async () => {
  const media = [medium("one"), medium("two", { language: "ar" }), medium("three", { kind: "picture", language: null })];
  const { stock, server } = await tablet({ media });
  for (const text of ["one", "two"]) server.files.set(hashed(text), bytesOf(text));
  const seen = [];
  await assert.rejects(stock.refresh((progress) => seen.push(progress)), code("server.refused"));
  const before = await stock.facts();
  assert.deepEqual([before.media.here, before.media.wanted, before.rounds[0].ready], [2, 3, false]);
  server.files.set(hashed("three"), bytesOf("three"));
  const { rounds, media: counts } = await stock.refresh();
  assert.deepEqual(counts, { here: 3, wanted: 3, bytes: 11 });
  assert.deepEqual(rounds[0].languages, [
    { code: "en", items: 2, audio: { here: 1, wanted: 1 } }, { code: "ar", items: 1, audio: { here: 1, wanted: 1 } },
  ]);
  assert.deepEqual([rounds[0].pictures, rounds[0].ready, rounds[0].places], [{ here: 1, wanted: 1 }, true, 1]);
  assert.deepEqual(seen[0], { done: 0, total: 3, bytes: 11 });
  assert.equal(server.asked.filter((path) => path.endsWith(hashed("one"))).length, 1);
});

for (const trouble of [null, "lost", "cut"])
  test(`at the first contact the tablet comes by a token of its own${trouble ? `, also when that is ${trouble}` : ""}`, async () => {
    const { stock, server } = await tablet();
    if (trouble) {
      server.trouble.push(trouble);
      await assert.rejects(stock.refresh(), code("server.unreachable"));
    }
    await stock.refresh();
    assert.equal(server.token, null);
    assert.match(server.hash, /^[0-9a-f]{64}$/);
    const { hash } = server;
    await stock.refresh();
    assert.equal(server.hash, hash);
    assert.equal((await stock.facts()).revoked, false);
  });

test("what came damaged is not kept", async () => {
  const { stock, server } = await tablet({ media: [medium("one")] });
  server.files.set(hashed("one"), bytesOf("0ne"));
  await assert.rejects(stock.refresh(), code("stock.damaged"));
  assert.equal((await stock.facts()).media.here, 0);
});

test("media are shown from memory and gone when the tablet is locked", async () => {
  const { stock, server, vault } = await tablet({ media: [medium("one")] });
  server.files.set(hashed("one"), bytesOf("one"));
  await stock.refresh();
  const url = await stock.asset(hashed("one"));
  assert.equal(await (await fetch(url)).text(), "one");
  assert.equal(await stock.asset(hashed("one")), url);
  assert.equal(await stock.asset(hashed("unknown")), null);
  vault.lock();
  await assert.rejects(fetch(url));
});

test("media the new package does not need are deleted", async () => {
  const { stock, server, storage } = await tablet({ media: [medium("one")] });
  server.files.set(hashed("one"), bytesOf("one"));
  await stock.refresh();
  const before = storage.stores.get("files").size;
  server.documents["/api/v1/package"] = await packageOf([]);
  await stock.refresh();
  assert.equal(storage.stores.get("files").size, before - 1);
});

test("a package is forgotten the day after its last, and the tablet can fetch another", async () => {
  const { stock, clock, server, drafts, outbox } = await ready({ changes: { expires_on: "2026-11-25" } });
  await drafts.finish(packet());
  clock.now += 86_400_000;
  assert.equal((await stock.rounds()).length, 1);
  clock.now += 86_400_000;
  assert.equal(await stock.package(), null);
  const { expired, rounds, registered } = await stock.facts();
  assert.deepEqual([expired, rounds, registered], [true, [], true]);
  assert.equal((await outbox.ledger()).waiting, 1);
  server.documents["/api/v1/package"] = await packageOf();
  assert.equal((await stock.refresh()).expired, false);
});

test("a contact moves the package's last day", async () => {
  const { stock, clock } = await ready({ changes: { expires_on: "2026-11-25" } });
  await stock.heard({ device: "ok", expires_on: "2026-12-05", shortfall: { r: [{ target: 5, done: 2 }] } });
  clock.now += 5 * 86_400_000;
  assert.equal((await stock.rounds()).length, 1);
  assert.deepEqual(await stock.targets("r"), [{ target: 5, done: 2 }]);
});

test("a file hands interviews to another tablet, as often as one likes, and both may send", async () => {
  const one = await ready();
  for (const id of ["a", "b"]) await one.drafts.finish(packet(id));
  const file = await (await one.outbox.toFile()).text();
  const two = await ready();
  assert.deepEqual(await two.outbox.takeIn(file), { added: 2, known: 0, cleared: 0 });
  assert.deepEqual(await two.outbox.takeIn(file), { added: 0, known: 2, cleared: 0 });
  assert.deepEqual([(await two.outbox.ledger()).foreign, (await two.outbox.ledger()).done], [2, 0]);
  assert.equal((await two.sync.sendNow()).kept, 2);
  assert.equal((await two.outbox.ledger()).kept, 0);
  assert.equal((await one.sync.sendNow()).kept, 2);
});

test("the server's receipts as a file free a tablet that never has a network", async () => {
  const { drafts, outbox, db } = await ready();
  await drafts.finish(packet("a"));
  const [{ hash }] = await readAll(db, "sealed");
  const receipts = (found) => JSON.stringify({ v: 1, results: [{ response_id: "a", state: "kept", hash: found }] });
  assert.equal((await outbox.takeIn(receipts("wrong"))).cleared, 0);
  assert.equal((await outbox.takeIn(receipts(hash))).cleared, 1);
  assert.equal((await outbox.ledger()).waiting, 0);
});

const short = { v: 1, round_id: "r", response_id: "a", key_id: "k", epk: "AAAA", iv: "AAAAAAAAAAAAAAAA", ct: "A".repeat(40) };
for (const text of [JSON.stringify({ v: 1, sealed: [short] }), "", "no JSON", "[]", '{"v":2,"sealed":[]}', '{"v":1}', '{"v":1,"sealed":[{"v":1}]}', '{"v":1,"sealed":[null]}'])
  test(`a file of ${text || "nothing"} is refused whole`, async () => {
    const { outbox } = await ready();
    await assert.rejects(outbox.takeIn(text), code("file.unreadable"));
  });
