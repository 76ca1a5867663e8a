// Talks to the server, and says of every failure whether to try again.

import { Problem } from "./problem.js";

const SECONDS = 60;
// What the server calls a request that was damaged on its way.
const DAMAGED = "packet.no_json";

// What a status means. What is not here: below 500 the server refuses what was sent.
const MEANING = { 401: "device.revoked", 403: "device.refused", 429: "server.busy", 503: "server.busy" };

export class Api {
  constructor(tokenOf, fetching = (...asked) => fetch(...asked)) {
    this._tokenOf = tokenOf;
    this._fetch = fetching;
  }

  get(path) {
    return this._ask(path, {}, (reply) => reply.json());
  }

  bytes(path) {
    return this._ask(path, {}, async (reply) => new Uint8Array(await reply.arrayBuffer()));
  }

  // `token` where another than the kept one is to be tried.
  post(path, body, token) {
    const headers = { "Content-Type": "application/json" };
    return this._ask(path, { method: "POST", headers, body: JSON.stringify(body), token }, (reply) => reply.json());
  }

  // A reply that breaks off or is no JSON is as good as none.
  async _ask(path, options, reading) {
    const token = options.token || (await this._tokenOf());
    if (!token) throw new Problem("device.unregistered");
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 1000 * SECONDS);
    const headers = { ...options.headers, Authorization: `Bearer ${token}`, Accept: "application/json" };
    const { method, body } = options;
    const asked = { method, body, headers, signal: stop.signal, credentials: "omit", cache: "no-store" };
    try {
      const reply = await this._fetch(path, asked);
      if (!reply.ok) throw await problemOf(reply);
      return await reading(reply);
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw new Problem("server.unreachable");
    } finally {
      clearTimeout(timer);
    }
  }
}

// Only our server lists problems; whoever else answers (a hotel's sign-in page, a proxy)
// says nothing about a packet or a tablet. What came damaged is sent again.
async function problemOf(reply) {
  const { status } = reply;
  const told = await reply.json().catch(() => ({}));
  const problems = (told.problems || []).map(({ code, reason, remedy }) => ({ code, reason, remedy }));
  const retryAfter = Number(reply.headers.get("Retry-After")) || 0;
  if (problems.some(({ code }) => code === DAMAGED)) return new Problem("server.unreachable");
  const refusal = status < 500 && problems.length ? "server.refused" : "server.trouble";
  const code = (problems.length && MEANING[status]) || refusal;
  return new Problem(code, { status, problems, retryAfter });
}
