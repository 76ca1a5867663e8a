// The counts a tablet shows: what was done here and what became of it. Pure.

const NONE = { done: {}, refusals: {}, kept: {} };

const more = (counts, round, by = 1) => ({ ...counts, [round]: (counts[round] || 0) + by });

// Counts with one more finished interview or refusal of a round.
export function counting(tally, packet) {
  const { done, refusals, kept } = tally || NONE;
  if (packet.kind === "refusal") return { done, refusals: more(refusals, packet.round_id), kept };
  return { done: more(done, packet.round_id), refusals, kept };
}

// Counts with these own records acknowledged.
export function crediting(tally, records) {
  const { done, refusals, kept } = tally || NONE;
  const own = records.filter((record) => record.origin === "own");
  return { done, refusals, kept: own.reduce((counts, record) => more(counts, record.round_id), kept) };
}

// What the screen shows, from the counts and from what still lies here.
export function summary(tally, records) {
  const { done, refusals, kept } = tally || NONE;
  const own = records.filter((record) => record.origin === "own");
  const lies = (state, round) =>
    own.filter((record) => record.state === state && (!round || record.round_id === round)).length;
  const byRound = {};
  const rounds = [done, refusals, kept].reduce((all, counts) => all.concat(Object.keys(counts)), []);
  rounds.concat(own.map((record) => record.round_id)).forEach((round) => {
    const of = (counts) => counts[round] || 0;
    byRound[round] = {
      done: of(done), refusals: of(refusals), kept: of(kept), waiting: lies("waiting", round), review: lies("review", round),
    };
  });
  const sum = (counts) => Object.values(counts).reduce((total, number) => total + number, 0);
  const foreign = records.filter((record) => record.origin === "foreign").length;
  return { done: sum(done), refusals: sum(refusals), kept: sum(kept), waiting: lies("waiting"), foreign, byRound };
}

// What a reply settles of what was sent: gone (acknowledged with our own hash), held (a
// person must look), open (no word, or a receipt for something else: send again).
export function settled(records, results) {
  const words = new Map((results || []).map((result) => [result.response_id, result]));
  const sorted = { gone: [], held: [], open: [] };
  records.forEach((record) => {
    const result = words.get(record.id);
    if (!result || result.hash !== record.hash) sorted.open.push(record);
    else if (result.state === "kept" || result.state === "known") sorted.gone.push(record);
    else if (result.state === "review") sorted.held.push({ ...record, problems: result.problems || [] });
    else sorted.open.push(record);
  });
  return sorted;
}
