// What became of finished interviews, and how they leave the tablet: by network or by file.

import { h } from "./dom.js";
import { tellProblem } from "./problems.js";
import { dayWords, gettext, ngettext } from "./words.js";

export function sendingCard(app, ledger) {
  const { done, waiting, kept, review, foreign } = ledger;
  return h("section", { class: "card", id: "sending" },
    h("h2", null, gettext("Finished interviews")),
    h("ul", { class: "plainlist" },
      h("li", null, ngettext("{num} interview done on this tablet", "{num} interviews done on this tablet", done)),
      h("li", null, ngettext("{num} kept by the server", "{num} kept by the server", kept)),
      h("li", null, ngettext("{num} waiting, sealed", "{num} waiting, sealed", waiting)),
      foreign > 0 && h("li", null, ngettext("{num} taken from another tablet, waiting", "{num} taken from other tablets, waiting", foreign)),
      review.length > 0 && h("li", null, ngettext("{num} needs a person: the coordinator sees it", "{num} need a person: the coordinator sees them", review.length), reviewList(review))),
    h("p", { class: "soft" }, syncWords(app.tablet.sync.state())),
    h("p", { class: "row" },
      h("button", { type: "button", class: waiting + foreign > 0 && "primary", onclick: () => send(app) }, gettext("Send now"))),
    h("details", null, h("summary", null, gettext("Without network: by file")),
      h("p", null, gettext("The file holds what waits here, sealed. Another tablet, the coordinator's page or the command line takes it, as often as you like.")),
      h("p", { class: "row" },
        h("button", { type: "button", onclick: () => app.attempt(() => writeFile(app)) }, gettext("Write the file")),
        fileButton(app))));
}

const reviewList = (review) =>
  h("ul", null, review.map(({ problems }) => problems.map(({ reason, remedy }) => h("li", { dir: "auto" }, [reason, remedy].filter(Boolean).join(" ")))));

function syncWords({ state, lastOkDay, nextTrySeconds }) {
  const words = {
    sending: () => gettext("Sending…"),
    offline: () => gettext("No network to the server. Sending goes on by itself."),
    revoked: () => gettext("The coordinator has withdrawn this tablet."),
    waiting: () => ngettext("The next try is in {num} second.", "The next try is in {num} seconds.", nextTrySeconds),
    idle: () => (lastOkDay ? gettext("Last contact with the server: {day}", { day: dayWords(lastOkDay) }) : gettext("No contact with the server yet.")),
  };
  return words[state]();
}

// Sending may take long on a bad line; everything else goes on meanwhile.
async function send(app) {
  document.activeElement.blur();
  app.frame.hush();
  const { kept, review, problem } = await app.tablet.sync.sendNow();
  if (!app.isAt("home")) return null;
  if (problem) return app.frame.tell(tellProblem(problem));
  const said = [ngettext("{num} kept by the server", "{num} kept by the server", kept)];
  return app.frame.tell([...said, review ? ngettext("{num} needs a person: the coordinator sees it", "{num} need a person: the coordinator sees them", review) : ""]);
}

export async function writeFile(app) {
  const file = await app.tablet.outbox.toFile();
  if (!file) return app.frame.tell([gettext("Nothing waits here."), ""]);
  await app.tablet.outbox.give(file);
  return null;
}

function fileButton(app) {
  const input = h("input", { type: "file", id: "packets", class: "unseen", accept: ".packets,application/json", onchange: () => app.attempt(() => takeIn(app, input)) });
  return [input, h("label", { class: "button", for: "packets" }, gettext("Take in a file"))];
}

async function takeIn(app, input) {
  const { added, known } = await app.tablet.outbox.takeIn(await input.files[0].text());
  await app.go("home");
  return app.frame.tell([
    ngettext("{num} interview taken in.", "{num} interviews taken in.", added),
    known ? ngettext("{num} was here already.", "{num} were here already.", known) : "",
  ]);
}
