// The screens that ask for a PIN: setting the tablet up, opening it, taking it back.

import { h } from "./dom.js";
import { fetchWords, keepLanguage } from "./languages.js";
import { languageChoice } from "./frame.js";
import { Problem } from "./problem.js";
import { writeFile } from "./sending.js";
import { gettext, ngettext, offered } from "./words.js";

// The first screen of a new tablet: the PINs are chosen here.
export function setUpScreen(app, { sealedHere = 0 }) {
  app.frame.speak(app.language);
  const [pin, again, second] = [pinField("pin"), pinField("again"), pinField("second")];
  const setUp = () => app.attempt(async () => {
    if (pin.value !== again.value) throw new Problem("pin.different");
    if (second.value && second.value === pin.value) throw new Problem("pin.same");
    await app.tablet.vault.create(pin.value);
    if (second.value) await app.tablet.vault.setDuressPin(pin.value, second.value);
    return app.opened();
  });
  return {
    screen: [
      h("h1", { tabindex: "-1" }, gettext("Set up this tablet")),
      sealedNote(app, sealedHere),
      h("p", null, gettext("The PIN keeps everything on this tablet closed. Nobody can find it out for you: without it, unfinished interviews are lost.")),
      h("form", { novalidate: true, onsubmit: submitting(setUp) },
        labelled(gettext("PIN, 6 to 12 digits"), pin),
        labelled(gettext("The PIN again"), again),
        h("details", null,
          h("summary", null, gettext("A second PIN for when you are forced")),
          h("p", null, gettext("It opens an empty practice survey that looks the same. Leave it out if you do not need it.")),
          labelled(gettext("Second PIN"), second)),
        h("p", { class: "moves" }, h("button", { class: "primary" }, gettext("Set up")))),
      languages(app, "setUp", { sealedHere }),
    ],
  };
}

// A tablet nobody registered yet says where its right to ask comes from.
export function unregisteredScreen(app, { sealedHere = 0 }) {
  app.frame.speak(app.language);
  return {
    screen: [
      h("h1", { tabindex: "-1" }, gettext("This tablet is not registered")),
      h("p", null, gettext("The coordinator adds it under “Tablets” and shows a picture. Scan it with this tablet's camera, or open the address beside it.")),
      sealedNote(app, sealedHere),
      onlineLink(),
      languages(app, "unregistered", { sealedHere }),
    ],
  };
}

// After too many wrong PINs, what was finished is still here, and needs no PIN to be handed on.
function sealedNote(app, sealedHere) {
  if (!sealedHere) return null;
  return h("div", { class: "note" },
    h("p", null, ngettext("{num} sealed interview lies here. It is sent once the tablet is set up again.", "{num} sealed interviews lie here. They are sent once the tablet is set up again.", sealedHere)),
    h("p", null, h("button", { type: "button", onclick: () => app.attempt(() => writeFile(app)) }, gettext("Write the file"))));
}

// Where the browser cannot keep anything sealed, only the page with network works.
export function unsupportedScreen(app) {
  app.frame.speak(app.language);
  return {
    screen: [
      h("h1", { tabindex: "-1" }, gettext("This page needs a secure connection")),
      h("p", null, gettext("The browser keeps nothing sealed here. Open the address with https, or ask with network.")),
      onlineLink(),
    ],
  };
}

export const onlineLink = () =>
  h("p", null, h("a", { class: "button", href: "/collect/online" }, gettext("Ask with network, without this tablet's storage")));

export function unlockScreen(app, { status }) {
  app.frame.speak(app.language);
  return {
    screen: [
      h("h1", { tabindex: "-1" }, gettext("PIN")),
      pinForm(app, gettext("Open"), () => app.opened()),
      remaining(status),
      languages(app, "unlock", { status }),
    ],
  };
}

// The interviewer takes the tablet back; the respondent can only go on.
export function takeBackScreen(app, { isOver }) {
  app.frame.speak(app.respondentsLanguage(), app.wordsIn(app.respondentsLanguage()));
  return {
    screen: [
      h("h1", { tabindex: "-1" }, gettext("Give the tablet back")),
      h("p", null, gettext("Only the interviewer can go on from here, with the PIN.")),
      pinForm(app, gettext("Take it back"), () => app.takenBack()),
      !isOver && h("p", { class: "moves" }, h("button", { type: "button", onclick: () => app.returnToPerson() }, gettext("Go on answering"))),
    ],
  };
}

// Another PIN from now on. A wrong old one counts as it does when the tablet is opened.
export function changePinScreen(app) {
  const [old, pin, again] = ["old", "pin", "again"].map(pinField);
  const change = () => app.attempt(async () => {
    if (pin.value !== again.value) throw new Problem("pin.different");
    await app.tablet.vault.changePin(old.value, pin.value);
    await app.go("home");
    app.frame.tell([gettext("The new PIN opens this tablet from now on."), ""]);
  });
  return {
    screen: [
      h("h1", { tabindex: "-1" }, gettext("Change the PIN")),
      h("form", { novalidate: true, onsubmit: submitting(change) },
        labelled(gettext("The PIN until now"), old),
        labelled(gettext("New PIN, 6 to 12 digits"), pin),
        labelled(gettext("The new PIN again"), again),
        h("p", { class: "moves" },
          h("button", { type: "button", onclick: () => app.go("home") }, gettext("Back")),
          h("button", { class: "primary" }, gettext("Change the PIN")))),
    ],
  };
}

function pinForm(app, label, opened) {
  const pin = pinField("pin");
  const button = h("button", { class: "primary" }, label);
  const open = () => app.attempt(async () => {
    const said = pin.value;
    pin.value = "";
    button.textContent = gettext("Opening…");
    try {
      const result = await app.tablet.vault.unlock(said);
      if (!result.ok) throw new Problem("pin.wrong", result);
      await opened();
    } finally {
      button.textContent = label;
    }
  });
  return h("form", { novalidate: true, onsubmit: submitting(open) },
    labelled(gettext("PIN"), pin), h("p", { class: "moves" }, button));
}

function remaining(status) {
  const isLow = status && status.attemptsLeft < 4;
  return isLow && h("p", { class: "soft" }, ngettext("{num} try is left.", "{num} tries are left.", status.attemptsLeft));
}

function languages(app, screen, facts) {
  return languageChoice(offered(), async (code) => {
    await fetchWords(code);
    keepLanguage(code);
    app.language = code;
    return app.go(screen, facts);
  });
}

const pinField = (id) =>
  h("input", { id, type: "password", inputmode: "numeric", autocomplete: "off", maxlength: "12", dir: "ltr" });

const labelled = (text, field) => [h("label", { class: "field", for: field.id }, text), field];

const submitting = (act) => (event) => {
  event.preventDefault();
  act();
};
