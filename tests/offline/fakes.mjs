// What a browser has and Node lacks, in memory: storage with transactions, a server that
// answers as the tablet API does, and the few globals the tablet's modules touch.

import { createHash } from "node:crypto";
import { hashOf } from "../../survey_app/web/static/collect/sealing.js";

const later = (act) => setImmediate(act);

function request(result, onDone = () => {}) {
  const asked = { result: undefined, error: null };
  later(() => {
    asked.result = result();
    if (asked.onsuccess) asked.onsuccess();
    onDone();
  });
  return asked;
}

// An IndexedDB of one database. `failure` makes every write fail with an error of that name;
// `writes` counts the transactions that were kept.
export function fakeStorage() {
  const storage = { failure: null, writes: 0, stores: new Map() };
  const copy = (value) => (value === undefined ? undefined : structuredClone(value));
  const db = {
    createObjectStore: (name) => storage.stores.set(name, new Map()),
    close() {},
    transaction(names, mode = "readonly") {
      const draft = new Map([].concat(names).map((name) => [name, new Map(storage.stores.get(name))]));
      const transaction = { error: null };
      // Done at once in the draft, and once more in the stores when all of it is kept: of two
      // transactions under way neither may undo the other.
      const changes = [];
      const change = (name, act) => {
        changes.push(() => act(storage.stores.get(name)));
        act(draft.get(name));
      };
      const objectStore = (name) => {
        const rows = draft.get(name);
        return {
          get: (id) => request(() => copy(rows.get(id))),
          getAll: () => request(() => [...rows.values()].map(copy)),
          getAllKeys: () => request(() => [...rows.keys()]),
          count: () => request(() => rows.size),
          put: (record) => change(name, (kept) => kept.set(record.id, copy(record))),
          delete: (id) => change(name, (kept) => kept.delete(id)),
          clear: () => change(name, (kept) => kept.clear()),
        };
      };
      if (mode === "readwrite")
        later(() => {
          if (storage.failure) {
            transaction.error = { name: storage.failure };
            return transaction.onabort();
          }
          changes.forEach((act) => act());
          storage.writes += 1;
          return transaction.oncomplete();
        });
      return Object.assign(transaction, { objectStore });
    },
  };
  globalThis.indexedDB = {
    open() {
      const asked = request(() => db);
      later(() => {});
      if (!storage.stores.size) {
        asked.result = db;
        queueMicrotask(() => asked.onupgradeneeded());
      }
      return asked;
    },
  };
  return storage;
}

export function fakeBrowser() {
  const self = new EventTarget();
  globalThis.self = self;
  globalThis.document = { documentElement: { dataset: { version: "test" } } };
  if (!globalThis.navigator) globalThis.navigator = {};
}

// A server that keeps packets once. `trouble` is what goes wrong with the next requests, one
// of "lost" (request), "cut" (reply), a status, or a function of the request.
export function fakeServer({ token = "right", documents = {} } = {}) {
  const server = { token, hash: null, kept: new Map(), trouble: [], asked: [], poison: new Set(), files: new Map(), documents };
  const reply = (status, body, headers = {}) =>
    new Response(body instanceof Uint8Array ? body : JSON.stringify(body), { status, headers });
  async function take(list) {
    if (list.some((sealed) => server.poison.has(sealed.response_id))) return reply(400, { problems: [{ code: "packet.poison" }] });
    const results = [];
    for (const sealed of list) {
      const hash = await hashOf(sealed);
      const before = server.kept.get(sealed.response_id);
      const state = before === undefined ? "kept" : before === hash ? "known" : "review";
      if (!before) server.kept.set(sealed.response_id, hash);
      results.push({ response_id: sealed.response_id, state, hash, problems: state === "review" ? [{ code: "packet.other" }] : [] });
    }
    return reply(200, { results });
  }
  server.fetch = async (path, { method = "GET", headers, body }) => {
    server.asked.push(path);
    const trouble = server.trouble.shift();
    if (trouble === "lost") throw new TypeError("Failed to fetch");
    if (typeof trouble === "number") return reply(trouble, { problems: [{ code: "some.problem" }] }, { "Retry-After": "7" });
    if (trouble instanceof Response) return trouble;
    if (headers.Authorization !== `Bearer ${server.token}` && createHash("sha256").update(headers.Authorization.slice(7)).digest("hex") !== server.hash) return reply(401, { problems: [{ code: "device.unknown" }] });
    const told = await answer(path, method, body);
    if (trouble === "cut") return new Response((await told.text()).slice(0, -3));
    return told;
  };
  async function answer(path, method, body) {
    if (path === "/api/v1/responses") return take(JSON.parse(body));
    if (path === "/api/v1/checkin") return reply(200, { device: "ok", expires_on: null });
    if (path === "/api/v1/token") {
      Object.assign(server, { token: null, hash: JSON.parse(body).hash });
      return reply(200, { device: "ok" });
    }
    const hash = path.replace("/api/v1/media/", "");
    if (server.files.has(hash)) return reply(200, server.files.get(hash));
    return path in server.documents ? reply(200, server.documents[path]) : reply(404, { problems: [{ code: "page.unknown" }] });
  }
  return server;
}

export async function surveyKey() {
  const { publicKey } = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  return { key_id: "k1", public: Buffer.from(raw).toString("base64url") };
}

// A package of one open round with two languages and this list of media.
export async function packageOf(media = [], changes = {}) {
  const round = {
    round_id: "r", name: "2026", title: { en: "Round" }, about: {}, slug: null, instrument_id: "trust.1", is_open: true,
    key: await surveyKey(), places: [{ place_id: "p", name: { en: "Village by the river" } }], targets: [],
    settings: { on_attempts: "seal", idle_seconds: 120 },
  };
  const items = [
    { item_id: "A", kind: "choice", text: { en: "One?", ar: "واحد؟" } },
    { item_id: "B", kind: "choice", text: { en: "Two?" } },
  ];
  return {
    v: 1, device: { id: "d", enumerator: "e" }, expires_on: "2026-12-31", name: "Notes", rounds: [round],
    instruments: { "trust.1": { languages: ["en", "ar"], items, scales: {} } }, media: { "trust.1": media }, ...changes,
  };
}
