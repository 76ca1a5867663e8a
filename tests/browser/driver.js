// Drives a tablet without its screens, through the same program the screens use. It is
// evaluated in the page and leaves `driver`.
(async () => {
  const { tablet: parts, interview: ask, ids } = await import("/collect/program.js");
  const { newId, today, halfDay } = ids;
  const tablet = await parts.openTablet();
  const ENDING = { consent: "1", adult: "1", privacy: "no", mode: "interviewer" };

  async function setUp(pin, token) {
    await tablet.vault.create(pin);
    await tablet.stock.register(token);
    return tablet.stock.refresh();
  }

  function answerTo(instrument, item, n) {
    if (ENDING[item.role]) return ENDING[item.role];
    if (item.kind === "number") return 20 + (n % 50);
    if (item.kind === "text") return `The well by the mill, ${n}`;
    const options = ask.optionsOf(instrument, item);
    const { code } = options[n % options.length];
    return item.kind === "choices" ? [code] : code;
  }

  async function begin(language, n) {
    const [round] = await tablet.stock.rounds();
    const { round_id, instrument_id, places } = round;
    const place_id = places.length ? places[n % places.length].place_id : null;
    const facts = { response_id: newId(), round_id, instrument_id, language, place_id };
    const instrument = await tablet.stock.instrument(instrument_id);
    return ask.begin({ ...facts, item: instrument.items[0].item_id });
  }

  // Answer on from a draft; stop after so many answers, as a dead battery does.
  async function goOn(draft, n, most = Infinity) {
    const instrument = await tablet.stock.instrument(draft.instrument_id);
    let state = draft;
    for (let given = 0; state.item && given < most; given += 1) {
      const { item } = ask.current(instrument, state);
      state = ask.spent(ask.answered(instrument, state, item.item_id, answerTo(instrument, item, n)), item.item_id, 2.5);
      await tablet.drafts.save(state);
    }
    if (state.item) return state.response_id;
    const { device } = await tablet.stock.package();
    const made = { device: device.id, version: "test", day: today(Date.now()), half_day: halfDay(Date.now()), receipt: null };
    await tablet.drafts.finish(ask.packet(instrument, state, made));
    return state.response_id;
  }

  // Whole interviews from number `from` on; their ids.
  async function interviews(languages, from, count) {
    const ids = [];
    for (let n = from; n < from + count; n += 1) ids.push(await goOn(await begin(languages[n % languages.length], n), n));
    return ids;
  }

  const interrupted = async (language, n, most) => goOn(await begin(language, n), n, most);

  async function resume(pin, n) {
    await tablet.vault.unlock(pin);
    const [draft] = await tablet.drafts.list();
    return { id: await goOn(draft, n), answered: Object.keys(draft.answers).length };
  }

  async function send() {
    const { problem, ...counts } = await tablet.sync.sendNow();
    return { ...counts, problem: problem && problem.code };
  }

  // Try until nothing is left or the time is up.
  async function sendUntilEmpty(seconds) {
    const end = performance.now() + 1000 * seconds;
    let passes = 0;
    for (let left = 1; left && performance.now() < end; passes += 1) ({ left } = await tablet.sync.sendNow());
    return passes;
  }

  // Ask people for so many seconds, one after the other, and send meanwhile; the ids.
  async function work(languages, from, seconds) {
    const end = performance.now() + 1000 * seconds;
    const { ids: made } = window.driver;
    tablet.sync.start();
    for (let n = from; performance.now() < end; n += 1) {
      made.push(...(await interviews(languages, n, 1)));
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
    return made;
  }

  const toFile = async () => {
    const file = await tablet.outbox.toFile();
    return file && { name: file.name, text: await file.text() };
  };

  const bytes = (value) => new TextDecoder("latin1").decode(value);
  function text(value) {
    if (value instanceof Uint8Array || value instanceof ArrayBuffer) return bytes(value);
    if (value && typeof value === "object") return Object.entries(value).map(([name, each]) => `${name}:${text(each)}`).join(",");
    return String(value);
  }

  async function databases() {
    const found = [];
    for (const { name } of await indexedDB.databases()) {
      const db = await new Promise((resolve) => (indexedDB.open(name).onsuccess = ({ target }) => resolve(target.result)));
      for (const store of db.objectStoreNames) {
        const asked = db.transaction(store).objectStore(store).getAll();
        await new Promise((resolve) => (asked.onsuccess = resolve));
        found.push(...asked.result.map((record) => `${name}/${store} ${text(record)}`));
      }
    }
    return found;
  }

  async function cached() {
    const found = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) found.push(`${request.url} ${await (await cache.match(request)).text()}`);
    }
    return found;
  }

  // Everything this origin keeps, as text.
  const dump = async () => ({
    databases: await databases(),
    caches: await cached(),
    local: JSON.stringify(localStorage),
    session: JSON.stringify(sessionStorage),
    cookies: document.cookie,
    address: location.href,
  });

  window.driver = {
    setUp, interviews, interrupted, resume, send, sendUntilEmpty, work, toFile, dump,
    unlock: (pin) => tablet.vault.unlock(pin),
    takeIn: (content) => tablet.outbox.takeIn(content),
    ledger: () => tablet.outbox.ledger(),
    facts: () => tablet.stock.facts(),
    startSending: () => tablet.sync.start(),
    tablet,
    ids: [],
  };
})()
