// One interview from its first question to its end: writes every answer down before the next
// question is drawn, seals it when it is finished.

import { hint, read } from "./answers.js";
import { identifying, wordsIn } from "./identifying.js";
import { halfDay, newId, today } from "./ids.js";
import {
  answered, back, begin, current, flagged, isAlone, optionsOf, packet, refusal, refusalPacket, spent,
} from "./interview.js";
import { newReceipt } from "./receipt.js";
import { isGap, isNight, step, stopwatch } from "./timing.js";

// What a round's interviews need, or null when the round is not on the tablet any more.
export async function openRound(stock, roundId) {
  const round = (await stock.rounds()).find((each) => each.round_id === roundId);
  const instrument = round && (await stock.instrument(round.instrument_id));
  if (!instrument) return null;
  const { device, words } = await stock.package();
  return { round, instrument, settings: await stock.settings(roundId), media: await stock.mediaFor(round.instrument_id), words: (words && words[round.instrument_id]) || {}, device };
}

// A new interview of a round, flagged where its time or company is worth asking about, and
// kept. Others that were left open overlap with it.
export async function beginSitting(drafts, round, { language, place_id, manner }) {
  const now = new Date();
  const facts = { round_id: round.round_id, instrument_id: round.instrument_id, language, place_id, manner };
  const others = await drafts.list();
  let draft = begin({ response_id: newId(), ...facts, step: step(now) });
  if (isNight(now)) draft = flagged(draft, "night");
  if (others.length) draft = flagged(draft, "overlap");
  for (const other of others) await drafts.save(flagged(other, "overlap"));
  await drafts.save(draft);
  return draft;
}

export class Sitting {
  constructor(drafts, opened, draft, version) {
    Object.assign(this, { drafts, opened, draft, version });
    this.watch = stopwatch();
    this._warned = null;
  }

  get language() {
    return this.draft.language;
  }

  get isAlone() {
    return isAlone(this.draft);
  }

  current() {
    return current(this.opened.instrument, this.draft);
  }

  // Take what was chosen or written: {problem}, or {end, receipt} at the end, else {}.
  // What may tell who somebody is is asked about once.
  async next(chosen, written) {
    const { item } = this.current();
    const found = read(item, chosen, written);
    if (found.problem) return found;
    const telling = item.kind === "text" && this._warned !== found.answer ? this._identifying(found.answer) : [];
    if (!telling.length) return this.take(found.answer);
    this._warned = found.answer;
    return hint(telling);
  }

  async take(answer) {
    const { instrument } = this.opened;
    const { item } = this.current();
    const after = answered(instrument, this._timed(), item.item_id, answer);
    const isRefused = refusal(instrument, after);
    if (isRefused) return this._end(refusalPacket(instrument, after, this._made(null)), "refused");
    if (after.item !== null) return this._keep(after);
    const last = { ...after, item: item.item_id };
    await this._keep(last);
    const receipt = newReceipt();
    return this._end(packet(instrument, last, this._made(receipt)), "finished", receipt);
  }

  back() {
    return this._keep(back(this.opened.instrument, this._timed()));
  }

  // Go on in another language, with the answer already chosen.
  async speakIn(language, chosen, written) {
    const { item } = this.current();
    const { answer } = read(item, chosen, written);
    const answers = answer === undefined ? this.draft.answers : { ...this.draft.answers, [item.item_id]: answer };
    return this._keep({ ...this._timed(), language, answers, item: item.item_id });
  }

  async discard() {
    this.watch.pause();
    await this.drafts.drop(this.draft.response_id);
  }

  // Places and answers of the survey name nobody.
  _identifying(text) {
    const { round, instrument } = this.opened;
    const places = round.places.flatMap(({ name, community_name }) => [name, community_name]);
    const options = instrument.items.flatMap((item) => optionsOf(instrument, item).map(({ label }) => label));
    return identifying(text, wordsIn([...places, ...options].flatMap((labels) => Object.values(labels || {}))));
  }

  // The draft with the seconds of this question, and a flag when nobody was there for long.
  _timed() {
    const now = step(new Date());
    const { item } = this.current();
    const timed = spent(this.draft, item.item_id, this.watch.take());
    const known = isGap(this.draft.step, now) ? flagged(timed, "gap") : timed;
    return { ...known, step: now };
  }

  async _keep(draft) {
    await this.drafts.save(draft);
    this.draft = draft;
    return {};
  }

  async _end(sealed, end, receipt = null) {
    await this.drafts.finish(sealed);
    this.watch.pause();
    return { end, receipt };
  }

  _made(receipt) {
    const now = Date.now();
    return { device: this.opened.device.id, version: this.version, day: today(now), half_day: halfDay(now), receipt };
  }
}
