// Which groups a respondent is asked about: a few of the site's, never their own, and which
// half of a list experiment; drawn from the random id of the response. core/questionnaire/targets.py is this module for the server;
// tests/vectors/targets.json holds both to the same choice.

// Groups one respondent is asked about at most.
const MOST = 3;

export const isDrawn = (item) => ["targets", "half"].includes(item.role);

// The half of each list experiment a response is in.
export function halves(instrument, responseId) {
  const draw = ({ item_id, options }) => {
    const lots = options.map(({ code }) => [lot(responseId, `${item_id}\x1f${code}`), code]);
    return [item_id, lots.reduce((least, each) => (each[0] < least[0] ? each : least))[1]];
  };
  return Object.fromEntries(instrument.items.filter((item) => item.role === "half").map(draw));
}

// The answers with all that is drawn, as far as it can be drawn yet.
export function withDrawn(instrument, responseId, given) {
  const answers = { ...given, ...halves(instrument, responseId) };
  const item = instrument.items.find((each) => each.role === "targets");
  if (!item) return answers;
  const { [item.item_id]: _before, ...rest } = answers;
  const mine = answers[item.ask.item];
  if (!Array.isArray(mine)) return rest;
  const others = item.options.map((option) => option.code).filter((code) => !mine.includes(code));
  const chosen = others.sort((a, b) => lot(responseId, a) - lot(responseId, b)).slice(0, MOST).sort();
  return chosen.length ? { ...rest, [item.item_id]: chosen } : rest;
}

// The lot, 0 to 2^32 - 1, that a group draws: FNV-1a, then MurmurHash3's finaliser.
export function lot(responseId, code) {
  let found = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`${code}\x1f${responseId}`)) {
    found = Math.imul(found ^ byte, 0x01000193);
  }
  found = Math.imul(found ^ (found >>> 16), 0x85ebca6b);
  found = Math.imul(found ^ (found >>> 13), 0xc2b2ae35);
  return (found ^ (found >>> 16)) >>> 0;
}
