// The tablet's storage: IndexedDB with promises. It knows no secret; what it is given is
// sealed or encrypted already, except counters of attempts.

import { Problem } from "./problem.js";

// vault: the two PIN slots and the count of wrong attempts. files: encrypted things under
// names nobody can read. drafts: encrypted interviews under way. sealed: finished ones.
const STORES = ["vault", "files", "drafts", "sealed"];
const VERSION = 1;

export function openDb(name = "notes") {
  const asked = indexedDB.open(name, VERSION);
  asked.onupgradeneeded = () => STORES.forEach((store) => asked.result.createObjectStore(store, { keyPath: "id" }));
  return settled(asked).then((db) => {
    // Another page of ours that deletes or upgrades must not wait for this one.
    db.onversionchange = () => db.close();
    return db;
  });
}

export const read = (db, store, id) => settled(db.transaction(store).objectStore(store).get(id));

export const readAll = (db, store) => settled(db.transaction(store).objectStore(store).getAll());

export const keys = (db, store) => settled(db.transaction(store).objectStore(store).getAllKeys());

export const count = (db, store) => settled(db.transaction(store).objectStore(store).count());

// Do all changes or none, and resolve when they are on disk. A change is
// {store, put: record}, {store, remove: id} or {store, clear: true}.
export function write(db, changes) {
  const stores = Array.from(new Set(changes.map((change) => change.store)));
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(stores, "readwrite", { durability: "strict" });
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(failed(transaction.error));
    changes.forEach((change) => apply(transaction.objectStore(change.store), change));
  }).catch((error) => {
    throw failed(error);
  });
}

function apply(store, change) {
  if (change.put) store.put(change.put);
  else if (change.clear) store.clear();
  else store.delete(change.remove);
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(failed(request.error));
    request.onblocked = () => reject(new Problem("storage.failed", { why: "blocked" }));
  });
}

function failed(error) {
  if (error instanceof Problem) return error;
  const why = error ? error.name : "unknown";
  return new Problem(why === "QuotaExceededError" ? "stock.space" : "storage.failed", { why });
}
