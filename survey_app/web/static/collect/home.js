// The interviewer's home: what was left open, the rounds, what was done and sent, and whether
// the tablet is ready.

import { h } from "./dom.js";
import { languageChoice } from "./frame.js";
import { fetchWords, keepLanguage } from "./languages.js";
import { readinessCard } from "./ready.js";
import { openRound } from "./sitting.js";
import { sendingCard } from "./sending.js";
import { apart, gettext, inUse, ngettext, say } from "./words.js";
import { wordsOf } from "./question.js";

// Keys of what the home screen remembers, kept under the PIN.
const PLACE = "place";

export async function homeScreen(app) {
  app.frame.speak(app.language);
  const { stock, drafts, outbox, vault } = app.tablet;
  const [rounds, open, ledger, facts, place, codes] =
    await Promise.all([stock.rounds(), drafts.list(), outbox.ledger(), stock.facts(), vault.get(PLACE), app.languages()]);
  const targets = await Promise.all(rounds.map((round) => stock.targets(round.round_id)));
  const cards = await Promise.all(rounds.map((round, n) => roundCard(app, round, { place, targets: targets[n], ledger })));
  return {
    bar: [h("span", { class: "fill" }), h("button", { type: "button", onclick: () => app.lock() }, gettext("Lock"))],
    screen: [
      h("h1", { tabindex: "-1" }, gettext("Ask")),
      versionNote(app),
      ...open.map((draft) => openNote(app, draft, rounds)),
      ...cards,
      !rounds.length && h("p", null, gettext("There is no round on this tablet.")),
      sendingCard(app, ledger),
      await readinessCard(app, facts),
      h("p", null, h("button", { type: "button", id: "change-pin", onclick: () => app.go("changePin") }, gettext("Change the PIN"))),
      languages(app, codes),
    ],
  };
}

// Bring what changes by itself up to date, in its place; a part somebody is in stays as it is.
export async function refreshHome(app) {
  const { outbox, stock } = app.tablet;
  const [ledger, facts] = await Promise.all([outbox.ledger(), stock.facts()]);
  for (const card of [versionNote(app), sendingCard(app, ledger), await readinessCard(app, facts)]) {
    const old = document.getElementById(card.id);
    if (old && !old.contains(document.activeElement)) old.replaceWith(card);
  }
}

function versionNote(app) {
  const { newVersion } = app.tablet.shell.state();
  const use = h("button", { type: "button", onclick: () => app.tablet.shell.takeOver() }, gettext("Use it now"));
  return h("div", { id: "version", class: newVersion && "note" },
    newVersion && [h("p", null, gettext("A new version of this program is here.")), h("p", null, use)]);
}

// An interview that was left open: where, how far, and nothing of what was said.
function openNote(app, draft, rounds) {
  const round = rounds.find((each) => each.round_id === draft.round_id);
  const place = round && round.places.find((each) => each.place_id === draft.place_id);
  const count = Object.keys(draft.answers).length;
  const where = place ? placeName(place) : round && say(round.title, app.language).text;
  return h("div", { class: "note" },
    h("h2", null, gettext("An interview is not finished")),
    h("p", null, where ? `${where} – ` : "", ngettext("{num} question is answered.", "{num} questions are answered.", count)),
    h("p", { class: "row" },
      round && h("button", { type: "button", class: "primary", onclick: () => app.attempt(() => app.resume(draft)) }, gettext("Go on with it"))),
    h("details", null, h("summary", null, gettext("Remove it")),
      h("button", { type: "button", onclick: () => app.attempt(() => removed(app, draft)) }, gettext("Remove this interview for good"))));
}

async function removed(app, draft) {
  await app.tablet.drafts.drop(draft.response_id);
  return app.go("home");
}

async function roundCard(app, round, { place, targets, ledger }) {
  const { mode } = round.settings || {};
  const id = `place-${round.round_id}`;
  const select = round.places.length > 0 && h("select", { id }, h("option", { value: "" }, gettext("Choose the place")),
    round.places.map((each) => h("option", { value: each.place_id }, placeName(each))));
  if (select && round.places.some((each) => each.place_id === place)) select.value = place;
  const done = (ledger.byRound[round.round_id] || { done: 0 }).done;
  const begin = (manner) => () => app.attempt(() => begun(app, round, select, manner));
  return h("section", { class: "card" },
    h("h2", null, wordsOf(round.title, round.name)),
    h("p", null, ngettext("You have done %(num)s interview.", "You have done %(num)s interviews.", done)),
    await shortfall(app, round, targets),
    select && [h("label", { class: "field", for: id }, gettext("Where are you?")), select],
    h("p", { class: "row" }, MANNERS[mode || "interviewer"].map((manner, n) =>
      h("button", { type: "button", class: n === 0 && "primary", onclick: begin(manner) }, BEGIN[manner]()))));
}

// Which ways of asking a round allows, the usual one first.
const MANNERS = { interviewer: ["interviewer", "handover"], handover: ["handover", "interviewer"], kiosk: ["kiosk"] };
const BEGIN = {
  interviewer: () => gettext("Begin an interview"),
  handover: () => gettext("Hand the tablet over"),
  kiosk: () => gettext("Let people answer here, one after the other"),
};

async function begun(app, round, select, manner) {
  if (select && !select.value) {
    select.focus();
    return app.frame.tell([gettext("No place is chosen."), gettext("Choose the place")]);
  }
  const place_id = select ? select.value : null;
  if (place_id) await app.tablet.vault.put(PLACE, place_id);
  const opened = await openRound(app.tablet.stock, round.round_id);
  await Promise.all(opened.instrument.languages.map(fetchWords));
  const language = opened.instrument.languages.includes(app.language) ? app.language : opened.instrument.languages[0];
  return app.handTo({ opened, manner, place_id, language });
}

// Whom this interviewer still has to find.
async function shortfall(app, round, targets) {
  const short = targets.filter((each) => each.done < each.target);
  if (!short.length) return null;
  const instrument = await app.tablet.stock.instrument(round.instrument_id);
  const line = (each) => gettext("{who}: {done} of {target}", { who: apart(targetName(round, instrument, each, app.language)), done: each.done, target: each.target });
  return h("details", { open: true }, h("summary", null, gettext("Still to be asked")), h("ul", null, short.map((each) => h("li", null, line(each)))));
}

function targetName(round, instrument, { place_id, by, group }, language) {
  const place = round.places.find((each) => each.place_id === place_id);
  const item = by && instrument.items.find((each) => each.group === by);
  const option = item && item.options.find((each) => each.code === group);
  const people = option && (say(option.people, language).text || say(option.label, language).text);
  return [place && placeName(place), people || group].filter(Boolean).join(", ") || gettext("Everybody");
}

function placeName({ place_id, name, community, community_name }) {
  const code = inUse();
  return `${say(community_name, code).text || community} – ${say(name, code).text || place_id}`;
}

function languages(app, codes) {
  return languageChoice(codes, async (code) => {
    await fetchWords(code);
    keepLanguage(code);
    app.language = code;
    return app.go("home");
  });
}
