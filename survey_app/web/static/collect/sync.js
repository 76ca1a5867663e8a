// Sends what waits, one batch at a time, while the tablet is unlocked: the right to send is
// kept under the PIN. Nothing the server says no to holds up the rest.

import { delay, larger, smaller } from "./backoff.js";
import { today } from "./ids.js";
import { Problem } from "./problem.js";

const FIRST_BATCH = 10;
// A server that refuses one packet this way refuses that packet only.
const ABOUT_THE_PACKET = ["server.refused", "device.refused"];
// Hearing from the server at least this often keeps its page of who is out there right.
const CHECKIN_SECONDS = 3600;

export class Sync {
  constructor(vault, outbox, stock, api, { now = Date.now, chance = Math.random } = {}) {
    Object.assign(this, { vault, outbox, stock, api, now, chance });
    this._listeners = [];
    this._size = FIRST_BATCH;
    this._state = { state: "idle", nextTrySeconds: 0, lastOkDay: null, problem: null };
    this._failures = 0;
    this._timer = null;
    this._pass = null;
    this._isOn = false;
    this._hasAskedAgain = false;
    this._checkedAt = -Infinity;
    vault.onLock(() => this.stop());
    outbox.onChange(() => this._soon());
    self.addEventListener("online", () => this._soon(true));
  }

  state() {
    return this._state;
  }

  onChange(listener) {
    this._listeners.push(listener);
  }

  // Send by itself from now on, until the tablet is locked.
  start() {
    this._isOn = true;
    this._failures = 0;
    this._soon(true);
  }

  stop() {
    this._isOn = false;
    clearTimeout(this._timer);
    this._timer = null;
  }

  // Send everything once, also what a person has to look at: the coordinator may have.
  async sendNow() {
    while (this._pass) await this._pass;
    return this._run(true);
  }

  // Tell the server that we are there; its reply, or null when it cannot be reached.
  async checkin() {
    if (this.vault.isPractice) return null;
    const { waiting } = await this.outbox.ledger();
    const version = document.documentElement.dataset.version || "";
    try {
      const reply = await this.api.post("/api/v1/checkin", { waiting, version });
      this._checkedAt = this.now();
      await this.stock.heard(reply);
      return reply;
    } catch (error) {
      await this._learn(error);
      return null;
    }
  }

  // Try soon, unless something is planned; `atOnce` forgets what was planned.
  _soon(atOnce = false) {
    if (!this._isOn || this._pass || (this._timer && !atOnce)) return;
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._run(!this._hasAskedAgain), 0);
  }

  _run(withReview) {
    clearTimeout(this._timer);
    this._timer = null;
    this._pass = alone(() => this._send(withReview)).then(
      (result) => this._after(withReview, result),
      (error) => this._after(withReview, { sent: 0, kept: 0, review: 0, problem: asProblem(error) }),
    );
    return this._pass;
  }

  async _after(withReview, result) {
    this._pass = null;
    const left = this.vault.isOpen ? (await this.outbox.toSend(false)).length : 0;
    if (result.problem) this._failures += 1;
    else {
      this._failures = 0;
      this._hasAskedAgain = this._hasAskedAgain || withReview;
    }
    this._plan(result.problem, left);
    return { ...result, left };
  }

  // Revoked: no use in trying by itself. Otherwise again after a while, if anything waits.
  _plan(problem, left) {
    const code = problem && problem.code;
    const isFinal = code === "device.revoked" || code === "device.unregistered";
    const seconds = problem ? delay(this._failures, this.chance(), problem.facts.retryAfter) : 0;
    const isAgain = this._isOn && !isFinal && (problem || left > 0);
    if (isAgain) this._timer = setTimeout(() => this._run(!this._hasAskedAgain), 1000 * Math.max(seconds, 1));
    const state = code === "device.revoked" ? "revoked" : code === "server.unreachable" ? "offline" : isAgain ? "waiting" : "idle";
    const lastOkDay = problem ? this._state.lastOkDay : today(this.now());
    this._tell({ state, problem, lastOkDay, nextTrySeconds: isAgain ? Math.ceil(seconds) : 0 });
  }

  _tell(change) {
    this._state = { ...this._state, ...change };
    this._listeners.forEach((listener) => listener());
  }

  // One pass over all that waits. Each packet is tried once a pass.
  async _send(withReview) {
    const total = { sent: 0, kept: 0, review: 0, problem: null };
    if (this.vault.isPractice) return total;
    const waiting = await this.outbox.toSend(withReview);
    if (waiting.length) this._tell({ state: "sending" });
    while (waiting.length && !total.problem) {
      const batch = waiting.slice(0, this._size);
      const { isDone, problem, kept, review } = await this._sendBatch(batch);
      if (isDone) waiting.splice(0, batch.length);
      total.sent += isDone ? batch.length : 0;
      total.kept += kept;
      total.review += review;
      total.problem = problem;
    }
    const isDue = total.sent || this.now() - this._checkedAt > 1000 * CHECKIN_SECONDS;
    if (!total.problem && isDue) await this.checkin();
    return total;
  }

  // {isDone} whether to go on behind this batch, and what became of it.
  async _sendBatch(batch) {
    const nothing = { isDone: false, problem: null, kept: 0, review: 0 };
    try {
      const reply = await this.api.post("/api/v1/responses", batch.map((record) => record.sealed));
      const { kept, review, open } = await this.outbox.settle(batch, reply.results);
      this._size = larger(this._size);
      const problem = open ? new Problem("server.receipts", { open }) : null;
      return { isDone: true, problem: problem && open === batch.length ? problem : null, kept, review };
    } catch (error) {
      if (ABOUT_THE_PACKET.includes(error.code)) return this._narrow(batch, error, nothing);
      this._size = smaller(this._size);
      await this._learn(error);
      return { ...nothing, problem: asProblem(error) };
    }
  }

  // Something in the batch is refused: send halves until it is found, and put it aside.
  async _narrow(batch, error, nothing) {
    if (batch.length > 1) {
      this._size = smaller(batch.length);
      return nothing;
    }
    await this.outbox.refuse(batch[0], error.facts.problems);
    this._size = larger(1);
    return { ...nothing, isDone: true, review: 1 };
  }

  async _learn(error) {
    if (error.code === "device.revoked" && this.vault.isOpen) await this.stock.revoked();
  }
}

function asProblem(error) {
  return error instanceof Problem ? error : new Problem("storage.failed", { why: String(error) });
}

// Two pages of one tablet send in turn, where the browser can tell them so.
function alone(act) {
  return navigator.locks ? navigator.locks.request("notes-sending", act) : act();
}
