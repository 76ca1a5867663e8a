// What a tablet needs for its rounds: texts, places, audio, pictures. Fetched once, checked,
// kept encrypted; forgotten when its day is over.

import { keys, read, write } from "./db.js";
import { today } from "./ids.js";
import { Problem } from "./problem.js";
import { factsOf, wantedMedia } from "./readiness.js";
import { sha256, toText } from "./sealing.js";

// Requests under way at once: more than one hides the delay of a far server.
const AT_ONCE = 3;
const PRACTICE = "/collect/practice.json";

const newToken = () => toText(crypto.getRandomValues(new Uint8Array(32)));

export class Stock {
  constructor(db, vault, api, { now = Date.now, fetching = (...asked) => fetch(...asked) } = {}) {
    Object.assign(this, { db, vault, api, now, fetching });
    this._kept = null;
    this._urls = new Map();
    vault.onLock(() => this._letGo());
  }

  // Keep the right to fetch and send, in place of any before. `own` takes its place at the
  // first contact: the code that was shown stays in the browser's history.
  async register(token) {
    await this.vault.put("device", { token, own: newToken(), revoked: false });
  }

  async isRegistered() {
    return Boolean(await this.vault.get("device"));
  }

  // The server will not hear this tablet any more.
  async revoked() {
    await this.vault.put("device", { ...(await this.vault.get("device")), revoked: true });
  }

  // Fetch the package and the audio and pictures that are not here; what came stays.
  async refresh(onProgress = () => {}) {
    if (this.vault.isPractice) return this.facts();
    await this._hear(this._renew());
    const document = await this._hear(this.api.get("/api/v1/package"));
    await this._replace(document);
    await this._fetchAll(await this._missing(wantedMedia(document)), onProgress);
    return this.facts();
  }

  // The package, or null when there is none or its day is over.
  async package() {
    if (!this._kept) this._kept = await (this.vault.isPractice ? this._practice() : this.vault.get("package"));
    const kept = this._kept;
    if (!kept || !kept.document) return null;
    const last = kept.document.expires_on;
    if (!last || today(this.now()) <= last) return kept.document;
    await this._expire(kept);
    return null;
  }

  // The open rounds.
  async rounds() {
    const document = await this.package();
    return document ? document.rounds.filter((round) => round.is_open) : [];
  }

  async instrument(instrumentId) {
    const document = await this.package();
    return (document && document.instruments[instrumentId]) || null;
  }

  async settings(roundId) {
    const round = (await this.rounds()).find((each) => each.round_id === roundId);
    return (round && round.settings) || {};
  }

  async mediaFor(instrumentId) {
    const document = await this.package();
    return (document && document.media[instrumentId]) || [];
  }

  // What is still to be done: the server's last word, else as the package had it.
  async targets(roundId) {
    const heard = await this.vault.get("heard");
    const fresh = heard && heard.shortfall && heard.shortfall[roundId];
    const round = (await this.rounds()).find((each) => each.round_id === roundId);
    return fresh || (round && round.targets) || [];
  }

  // Keep what the server said at a contact.
  async heard(reply) {
    await this.vault.put("heard", reply);
    const device = await this.vault.get("device");
    if (device.revoked) await this.vault.put("device", { ...device, revoked: false });
    const document = await this.package();
    if (!document || reply.expires_on === undefined || reply.expires_on === document.expires_on) return;
    this._kept = { ...this._kept, document: { ...document, expires_on: reply.expires_on } };
    await this.vault.put("package", this._kept);
  }

  // What is ready and what is not, for the screen.
  async facts() {
    const document = await this.package();
    const kept = this._kept || {};
    const device = this.vault.isPractice ? { revoked: false } : await this.vault.get("device");
    const here = await this._here(document ? wantedMedia(document) : []);
    return {
      registered: Boolean(device),
      revoked: Boolean(device && device.revoked),
      expired: Boolean(kept.expiredOn),
      fetchedOn: kept.fetchedOn || null,
      ...factsOf(document, here),
    };
  }

  // A blob: address of an audio or a picture until the tablet is locked, or null.
  async asset(hash) {
    if (this._urls.has(hash)) return this._urls.get(hash);
    const { box } = this.vault;
    const record = await read(this.db, "files", await box.nameOf(`media:${hash}`));
    const bytes = record && (await box.decrypt(record));
    const document = bytes && (await this.package());
    const about = document && wantedMedia(document).find((each) => each.sha256 === hash);
    if (!about) return null;
    const url = URL.createObjectURL(new Blob([bytes], { type: about.type }));
    this._urls.set(hash, url);
    return url;
  }

  _letGo() {
    this._urls.forEach((url) => URL.revokeObjectURL(url));
    this._urls.clear();
    this._kept = null;
  }

  async _practice() {
    const reply = await this.fetching(PRACTICE);
    return { document: await reply.json(), fetchedOn: today(this.now()) };
  }

  // Come by a token of our own from now on. A reply may be lost: then the server knows the
  // new one already.
  async _renew() {
    const device = await this.vault.get("device");
    if (!device || !device.own) return;
    const body = { hash: await sha256(new TextEncoder().encode(device.own)) };
    try {
      await this.api.post("/api/v1/token", body);
    } catch (error) {
      if (error.code !== "device.revoked") throw error;
      await this.api.post("/api/v1/token", body, device.own);
    }
    await this.vault.put("device", { ...device, token: device.own, own: null });
  }

  // Replace the package, and drop the media that only the old one had.
  async _replace(document) {
    const before = await this.vault.get("package");
    const old = before && before.document ? wantedMedia(before.document) : [];
    const wanted = new Set(wantedMedia(document).map((each) => each.sha256));
    const stale = old.filter((each) => !wanted.has(each.sha256));
    const kept = { document, fetchedOn: today(this.now()) };
    const changes = await Promise.all(stale.map((each) => this.vault.forgetting(`media:${each.sha256}`)));
    await write(this.db, changes.concat(await this.vault.keeping("package", kept)));
    this._kept = kept;
    const isWipe = document.rounds.some((round) => round.settings && round.settings.on_attempts === "wipe");
    await this.vault.setLost(isWipe ? "wipe" : "seal");
  }

  async _expire({ document }) {
    const old = wantedMedia(document);
    const changes = await Promise.all(old.map((each) => this.vault.forgetting(`media:${each.sha256}`)));
    const kept = { document: null, expiredOn: document.expires_on };
    await write(this.db, changes.concat(await this.vault.keeping("package", kept)));
    this._kept = kept;
  }

  // A medium that does not come stops its own row of requests, not the others.
  async _fetchAll(missing, onProgress) {
    const bytes = missing.reduce((sum, each) => sum + each.bytes, 0);
    const progress = { done: 0, total: missing.length, bytes };
    onProgress({ ...progress });
    const fetchNext = async () => {
      for (let each = missing.pop(); each; each = missing.pop()) {
        await this._fetchMedium(each);
        progress.done += 1;
        onProgress({ ...progress });
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, fetchNext));
    const failed = ended.find(({ status }) => status === "rejected");
    if (failed) throw failed.reason;
  }

  async _fetchMedium({ sha256: hash }) {
    const bytes = await this._hear(this.api.bytes(`/api/v1/media/${hash}`));
    if ((await sha256(bytes)) !== hash) throw new Problem("stock.damaged", { sha256: hash });
    const { box } = this.vault;
    const id = await box.nameOf(`media:${hash}`);
    await write(this.db, [{ store: "files", put: { id, ...(await box.encrypt(bytes, id)) } }]);
  }

  async _missing(wanted) {
    const here = await this._here(wanted);
    return wanted.filter((each) => !here.has(each.sha256));
  }

  async _here(wanted) {
    const { box } = this.vault;
    const ids = new Set(await keys(this.db, "files"));
    const names = await Promise.all(wanted.map((each) => box.nameOf(`media:${each.sha256}`)));
    return new Set(wanted.filter((_each, index) => ids.has(names[index])).map((each) => each.sha256));
  }

  async _hear(asking) {
    try {
      return await asking;
    } catch (error) {
      if (error.code === "device.revoked") await this.revoked();
      throw error;
    }
  }
}
