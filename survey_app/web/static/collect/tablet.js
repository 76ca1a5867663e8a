// Puts the parts of a tablet together.

import { Api } from "./api.js";
import { openDb } from "./db.js";
import { Drafts } from "./drafts.js";
import { Outbox } from "./outbox.js";
import { Stock } from "./package.js";
import { Shell } from "./shell.js";
import { Space } from "./space.js";
import { Sync } from "./sync.js";
import { Vault } from "./vault.js";

export async function openTablet({ name = "notes", ...options } = {}) {
  const token = takeToken();
  const db = await openDb(name);
  const vault = new Vault(db, options);
  const api = new Api(async () => ((await vault.get("device")) || {}).token, options.fetching);
  const stock = new Stock(db, vault, api, options);
  const outbox = new Outbox(db, vault, options);
  const drafts = new Drafts(db, vault, stock, outbox);
  const sync = new Sync(vault, outbox, stock, api, options);
  return { vault, stock, drafts, outbox, sync, space: new Space(), shell: new Shell(), token };
}

// The right to send, from the address a coordinator's page showed as a picture. It must
// not stay in the address.
function takeToken() {
  const token = location.hash.slice(1);
  if (!token) return null;
  history.replaceState(null, "", location.pathname + location.search);
  return token;
}
