// What the PIN opens. There are always two slots of one shape: that of the own PIN, and one
// that is a duress PIN's or noise. Nobody can tell which.

import { Box } from "./box.js";
import { count, read, readAll, write } from "./db.js";
import { ITERATIONS, anySlot, checkPin, closeSlot, fresh, newDoor, openSlot, stretch } from "./pin.js";
import { Problem } from "./problem.js";

// Wrong attempts before the tablet forgets what it keeps.
export const ATTEMPTS = 10;
const OWN = 0;
const PRACTICE = 1;

// Seconds to wait after so many wrong attempts.
export function waitAfter(wrong) {
  return wrong < 3 ? 0 : Math.min(10 * 2 ** (wrong - 3), 600);
}

export class Vault {
  constructor(db, { now = Date.now, iterations = ITERATIONS } = {}) {
    this.db = db;
    this.now = now;
    this.iterations = iterations;
    this._open = null; // {box, slot, kind}
    this._onLock = [];
  }

  get isOpen() {
    return Boolean(this._open);
  }

  get isPractice() {
    return this.isOpen && this._open.kind === PRACTICE;
  }

  onLock(listener) {
    this._onLock.push(listener);
  }

  lock() {
    this._open = null;
    this._onLock.forEach((listener) => listener());
  }

  async status() {
    const [door, sealedHere] = await Promise.all([read(this.db, "vault", "door"), count(this.db, "sealed")]);
    const state = this.isOpen ? "open" : door ? "locked" : "new";
    const { wrong, lost } = door || { wrong: 0, lost: "seal" };
    return { state, attemptsLeft: ATTEMPTS - wrong, waitSeconds: this._waiting(door), onAttempts: lost, sealedHere };
  }

  async create(pin) {
    if (await read(this.db, "vault", "door")) throw new Problem("vault.exists");
    checkPin(pin);
    const door = newDoor(this.iterations);
    const slot = anySlot();
    const content = fresh(OWN);
    door.slots[slot] = await closeSlot(await stretch(pin, door), content);
    await this._keepDoor(door);
    await this._enter(content, slot);
  }

  // Open, or count a wrong attempt; also while open, to take a lent tablet back.
  async unlock(pin) {
    const { door, found } = await this._attempt(pin);
    if (!found) return this._refuse(door);
    await this._enter(found.content, found.slot);
    return { ok: true };
  }

  // Close the slot now open by another PIN, in one write: the old PIN opens it until then.
  async changePin(oldPin, newPin) {
    checkPin(newPin);
    const { door, found } = await this._prove(oldPin);
    const key = await stretch(newPin, door);
    // A PIN that opens the other slot would hide this one.
    if (oldPin === newPin || (await openSlot(key, door.slots[1 - found.slot]))) throw new Problem("pin.same");
    await this._replace(door, found.slot, await closeSlot(key, found.content));
  }

  // Let a second PIN open the practice survey. Under that PIN itself nothing changes, for
  // there the other slot is the own one.
  async setDuressPin(pin, duressPin) {
    checkPin(duressPin);
    const { door, found } = await this._prove(pin);
    if (pin === duressPin) throw new Problem("pin.same");
    if (found.content[0] === PRACTICE) return;
    const record = await closeSlot(await stretch(duressPin, door), fresh(PRACTICE));
    await this._replace(door, 1 - found.slot, record);
  }

  // What happens after the last wrong attempt, "seal" or "wipe". It must be known without
  // the PIN, so it is kept in clear.
  async setLost(lost) {
    const door = await this._door();
    if (door.lost !== lost) await this._keepDoor({ ...door, lost });
  }

  // What encrypts and names records under this PIN, while it is open.
  get box() {
    if (!this._open) throw new Problem("vault.locked");
    return this._open.box;
  }

  // The change that keeps a JSON value under a name; for write() with others.
  async keeping(name, value, store = "files") {
    const { box } = this;
    const id = await box.nameOf(name);
    return { store, put: { id, ...(await box.encryptValue(value, id)) } };
  }

  async forgetting(name, store = "files") {
    return { store, remove: await this.box.nameOf(name) };
  }

  async put(name, value) {
    await write(this.db, [await this.keeping(name, value)]);
  }

  async get(name) {
    const { box } = this;
    return box.valueOf(await read(this.db, "files", await box.nameOf(name)));
  }

  async remove(name) {
    await write(this.db, [await this.forgetting(name)]);
  }

  // All values of a store that this PIN reads.
  async values(store) {
    const { box } = this;
    const found = await Promise.all((await readAll(this.db, store)).map((record) => box.valueOf(record)));
    return found.filter((value) => value !== null);
  }

  // Seconds until the next attempt is taken. A clock set back does not lengthen the wait.
  _waiting(door) {
    if (!door || !door.until) return 0;
    const seconds = Math.ceil((door.until - this.now()) / 1000);
    return Math.min(Math.max(0, seconds), waitAfter(door.wrong));
  }

  // Count, then try: switching the tablet off in between wins no attempt. `isMeant` says
  // which slots this is about; the PIN of another one is as wrong as any.
  async _attempt(pin, isMeant = () => true) {
    const door = await this._door();
    const seconds = this._waiting(door);
    if (seconds) throw new Problem("pin.wait", { seconds });
    const wrong = door.wrong + 1;
    const counted = { ...door, wrong, until: this.now() + 1000 * waitAfter(wrong) };
    await this._keepDoor(counted);
    const key = await stretch(pin, door);
    const contents = await Promise.all(door.slots.map((slot) => openSlot(key, slot)));
    const slot = contents.findIndex(Boolean);
    if (slot < 0 || !isMeant(slot)) return { door: counted, found: null };
    const cleared = { ...door, wrong: 0, until: 0 };
    await this._keepDoor(cleared);
    return { door: cleared, found: { slot, content: contents[slot] } };
  }

  // Try the PIN of what is open.
  async _prove(pin) {
    const { door, found } = await this._attempt(pin, (slot) => this.isOpen && slot === this._open.slot);
    if (!found) throw new Problem("pin.wrong", await this._refuse(door));
    return { door, found };
  }

  async _refuse(door) {
    const attemptsLeft = ATTEMPTS - door.wrong;
    const reply = { ok: false, attemptsLeft, waitSeconds: this._waiting(door), outcome: null };
    if (attemptsLeft > 0) return reply;
    await this._forget(door.lost === "wipe");
    return { ...reply, waitSeconds: 0, outcome: door.lost };
  }

  // Throw the keys away, and with them all they opened. Sealed interviews stay, for the
  // server alone opens them, unless the site chose to wipe.
  async _forget(withSealed) {
    const stores = ["vault", "files", "drafts"].concat(withSealed ? ["sealed"] : []);
    await write(this.db, stores.map((store) => ({ store, clear: true })));
    this.lock();
  }

  async _enter(content, slot) {
    if (this.isOpen && this._open.slot !== slot) this.lock();
    this._open = { box: await Box.of(content.subarray(1)), slot, kind: content[0] };
    content.fill(0);
  }

  async _door() {
    const door = await read(this.db, "vault", "door");
    if (!door) throw new Problem("vault.locked");
    return door;
  }

  _keepDoor(door) {
    return write(this.db, [{ store: "vault", put: door }]);
  }

  _replace(door, slot, record) {
    const slots = door.slots.slice();
    slots[slot] = record;
    return this._keepDoor({ ...door, slots });
  }
}
