// Says in plain words what works without network and what does not, and fetches what is
// missing.

import { h } from "./dom.js";
import { wordsOf } from "./question.js";
import { aboutLanguage, apart, dayWords, gettext, ngettext } from "./words.js";

const MEGABYTE = 1024 * 1024;

export async function readinessCard(app, facts) {
  const space = await app.tablet.space.facts();
  const lines = [...programLines(app.tablet.shell.state()), ...packageLines(facts), ...facts.rounds.map(roundLine), ...spaceLines(space)];
  const isReady = lines.every(([isGood]) => isGood);
  return h("section", { class: "card", id: "ready" },
    h("h2", null, isReady ? gettext("Everything works without network") : gettext("Not everything is ready")),
    h("ul", { class: "checks" }, lines.map(([isGood, ...words]) =>
      h("li", { class: isGood ? "good" : "open" }, h("span", { class: "unseen" }, isGood ? gettext("Ready:") : gettext("Not ready:"), " "), words))),
    h("p", { class: "row" },
      h("button", { type: "button", onclick: () => app.fetchAll() }, gettext("Fetch everything again")),
      space.persisted === false && h("button", { type: "button", onclick: () => app.attempt(() => keepSafe(app)) }, gettext("Ask the browser to keep it"))));
}

// How far fetching is. Nobody has to wait for it.
export function fetchScreen(app) {
  return {
    screen: [
      h("h1", { tabindex: "-1" }, gettext("Fetching")),
      h("progress", { id: "fetched", max: 1, "aria-label": gettext("Fetching") }),
      h("p", { id: "fetching", role: "status" }, gettext("Fetching the questionnaires…")),
      h("p", null, h("button", { type: "button", onclick: () => app.go("home") }, gettext("Go on meanwhile"))),
    ],
  };
}

export function tellProgress({ done, total }) {
  const bar = document.getElementById("fetched");
  if (!bar) return;
  Object.assign(bar, { max: total || 1, value: total ? done : 1 });
  document.getElementById("fetching").textContent = gettext("{done} of {total} recordings and pictures", { done, total });
}

async function keepSafe(app) {
  await app.tablet.space.ask();
  return app.go("home");
}

function programLines({ worker, why }) {
  const words = {
    ready: () => [true, gettext("This program opens without network.")],
    installing: () => [false, gettext("This program is still being fetched.")],
    failed: () => [false, gettext("This program does not open without network: {why}", { why: why || "–" })],
    unsupported: () => [false, gettext("This browser cannot open the program without network.")],
  };
  const isOld = worker === "ready" && why;
  return [words[worker](), isOld && [false, gettext("A newer version of this program could not be fetched: {why}", { why })]].filter(Boolean);
}

function packageLines({ registered, revoked, expired, expiresOn }) {
  if (revoked) return [[false, gettext("The coordinator has withdrawn this tablet.")]];
  if (expired) return [[false, gettext("The questionnaires have expired. Fetch everything again.")]];
  return [
    !registered && [false, gettext("This tablet is not registered.")],
    expiresOn && [true, gettext("The questionnaires stay until {day}.", { day: dayWords(expiresOn) })],
  ].filter(Boolean);
}

function roundLine({ title, languages, pictures, ready }) {
  const audio = languages.filter((each) => each.audio.wanted);
  const spoken = audio.map(({ code, audio: { here, wanted } }) =>
    gettext("{language}: {here} of {wanted} recordings", { language: apart(aboutLanguage(code).name), here, wanted }));
  const drawn = pictures.wanted ? [gettext("{here} of {wanted} pictures", pictures)] : [];
  const names = languages.map(({ code }) => apart(aboutLanguage(code).name));
  const details = [...names.filter((_, n) => !languages[n].audio.wanted), ...spoken, ...drawn].join(" · ");
  return [ready, wordsOf(title, "–"), h("small", null, " ", details)];
}

function spaceLines({ persisted, free, low }) {
  const megabytes = free === null || free === undefined ? null : Math.floor(free / MEGABYTE);
  return [
    persisted === true && [true, gettext("The browser keeps what is stored here.")],
    persisted === false && [false, gettext("The browser may remove what is stored here when space runs out.")],
    megabytes !== null && [!low, ngettext("{num} megabyte is free.", "{num} megabytes are free.", megabytes)],
  ].filter(Boolean);
}
