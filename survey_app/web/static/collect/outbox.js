// What is finished and sealed, until the server has it. Records are sealed packets: nobody
// here can read them. Counts and the server's remarks are kept under the PIN.

import { keys, readAll, write } from "./db.js";
import { give, readText, recordOf, toText } from "./handover.js";
import { today } from "./ids.js";
import { counting, crediting, settled, summary } from "./ledger.js";
import { seal } from "./sealing.js";

const STORE = "sealed";
const TALLY = "tally";

export class Outbox {
  constructor(db, vault, { now = Date.now } = {}) {
    this.db = db;
    this.vault = vault;
    this.now = now;
    this._listeners = [];
    this._last = Promise.resolve();
  }

  onChange(listener) {
    this._listeners.push(listener);
  }

  changed() {
    this._listeners.forEach((listener) => listener());
  }

  // Seal a finished packet and keep it, with `also` (more changes) in the same transaction.
  // Under a duress PIN it is counted and goes nowhere.
  keep(packet, key, also) {
    return this._alone(async () => {
      const tally = counting(await this.vault.get(TALLY), packet);
      const changes = [await this.vault.keeping(TALLY, tally)].concat(also);
      if (!this.vault.isPractice) {
        changes.push({ store: STORE, put: await recordOf(await seal(packet, key), "own") });
      }
      await write(this.db, changes);
    });
  }

  // Counts in all and by round, and what a person must look at.
  async ledger() {
    const tally = await this.vault.get(TALLY);
    const records = await this._records();
    if (this.vault.isPractice) return { ...practised(summary(tally, [])), review: [] };
    const held = records.filter((record) => record.state === "review");
    const review = await Promise.all(
      held.map(async ({ id }) => ({ response_id: id, problems: (await this.vault.get(`review:${id}`)) || [] })),
    );
    return { ...summary(tally, records), review };
  }

  // What is to be sent; `withReview` also what a person has to look at.
  async toSend(withReview) {
    const records = await this._records();
    return records.filter((record) => withReview || record.state === "waiting");
  }

  // Take the server's word for what was sent: {kept, review, open} counts.
  settle(records, results) {
    return this._alone(async () => {
      const { gone, held, open } = settled(records, results);
      const changes = gone.map((record) => ({ store: STORE, remove: record.id }));
      for (const record of gone) changes.push(await this.vault.forgetting(`review:${record.id}`));
      for (const { problems, ...record } of held) changes.push(...(await this._holding(record, problems)));
      if (gone.length) changes.push(await this.vault.keeping(TALLY, crediting(await this.vault.get(TALLY), gone)));
      if (changes.length) await write(this.db, changes);
      return { kept: gone.length, review: held.length, open: open.length };
    });
  }

  // Put one aside that the server will not take at all.
  refuse(record, problems) {
    return this._alone(async () => write(this.db, await this._holding(record, problems)));
  }

  // Everything that lies here as a file, or null; needs no PIN.
  async toFile() {
    const records = await this._records();
    if (!records.length) return null;
    const text = toText(records.map((record) => record.sealed));
    return new File([text], `notes-${today(this.now())}.packets`, { type: "application/json" });
  }

  give(file) {
    return give(file);
  }

  // Take in another tablet's file, or the server's receipts: {added, known, cleared}.
  async takeIn(text) {
    const { records, results } = await readText(text);
    if (this.vault.isPractice) return { added: 0, known: records.length, cleared: 0 };
    const here = new Set(await keys(this.db, STORE));
    const added = records.filter((record) => !here.has(record.id));
    if (added.length) await write(this.db, added.map((record) => ({ store: STORE, put: record })));
    const cleared = results.length ? (await this.settle(await this._records(), results)).kept : 0;
    this.changed();
    return { added: added.length, known: records.length - added.length, cleared };
  }

  async _records() {
    return this.vault.isPractice ? [] : readAll(this.db, STORE);
  }

  // The remarks may quote an answer, so they are kept under the PIN.
  async _holding(record, problems) {
    const remarks = await this.vault.keeping(`review:${record.id}`, problems);
    return [{ store: STORE, put: { ...record, state: "review" } }, remarks];
  }

  // One change of the counts at a time.
  _alone(act) {
    const turn = this._last.then(act);
    this._last = turn.catch(() => {});
    return turn.then((result) => {
      this.changed();
      return result;
    });
  }
}

// Practice interviews lie nowhere: they are shown as waiting.
function practised(counts) {
  const byRound = {};
  Object.entries(counts.byRound).forEach(([round, of]) => {
    byRound[round] = { ...of, waiting: of.done + of.refusals - of.kept };
  });
  return { ...counts, byRound, waiting: counts.done + counts.refusals - counts.kept };
}
