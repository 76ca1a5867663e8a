// Interviews under way: written down, encrypted, at every answer; sealed at their end.

import { write } from "./db.js";
import { Problem } from "./problem.js";

const STORE = "drafts";

export class Drafts {
  constructor(db, vault, stock, outbox) {
    this.db = db;
    this.vault = vault;
    this.stock = stock;
    this.outbox = outbox;
  }

  // Keep a draft, any object with a response_id; resolves when it is on disk.
  async save(draft) {
    await write(this.db, [await this.vault.keeping(draft.response_id, draft, STORE)]);
  }

  // The interviews that were begun and not finished.
  list() {
    return this.vault.values(STORE);
  }

  async drop(responseId) {
    await write(this.db, [await this.vault.forgetting(responseId, STORE)]);
  }

  // Seal a finished interview and forget its draft: both or neither.
  async finish(packet) {
    const rounds = await this.stock.rounds();
    const round = rounds.find((each) => each.round_id === packet.round_id);
    if (!round) throw new Problem("round.unknown", { round: packet.round_id });
    if (!round.key && !this.vault.isPractice) throw new Problem("round.no_key", { round: packet.round_id });
    await this.outbox.keep(packet, round.key, [await this.vault.forgetting(packet.response_id, STORE)]);
    return { response_id: packet.response_id };
  }
}
