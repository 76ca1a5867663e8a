// What of a package is here, in plain facts. Pure.

// Every audio and picture once, however often it is used.
export function wantedMedia(document) {
  const found = new Map();
  Object.values(document.media || {}).forEach((list) => list.forEach((each) => found.set(each.sha256, each)));
  return Array.from(found.values());
}

// {expiresOn, name, rounds, media} of a package, given the set of hashes that are here.
export function factsOf(document, here) {
  if (!document) return { expiresOn: null, name: null, rounds: [], media: { here: 0, wanted: 0, bytes: 0 } };
  const wanted = wantedMedia(document);
  const bytes = wanted.reduce((sum, each) => sum + each.bytes, 0);
  return {
    expiresOn: document.expires_on,
    name: document.name,
    rounds: document.rounds.map((round) => roundFacts(document, round, here)),
    media: { here: here.size, wanted: wanted.length, bytes },
  };
}

function roundFacts(document, round, here) {
  const instrument = document.instruments[round.instrument_id];
  const media = document.media[round.instrument_id] || [];
  const counted = (list) => ({ here: list.filter((each) => here.has(each.sha256)).length, wanted: list.length });
  const audio = media.filter((each) => each.kind === "audio");
  const languages = (instrument ? instrument.languages : []).map((code) => ({
    code,
    items: instrument.items.filter((item) => item.text[code]).length,
    audio: counted(audio.filter((each) => each.language === code)),
  }));
  return {
    roundId: round.round_id,
    title: round.title,
    isOpen: round.is_open,
    languages,
    pictures: counted(media.filter((each) => each.kind === "picture")),
    places: round.places.length,
    ready: Boolean(instrument && round.key) && media.every((each) => here.has(each.sha256)),
  };
}
