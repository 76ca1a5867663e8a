// The screens a respondent sees: handing over, the start, one question after the other, the
// end. Nothing here leads to the interviewer's side but the screen that asks for the PIN.

import { h } from "./dom.js";
import { languageButton, languageChoice } from "./frame.js";
import { findMedia } from "./media.js";
import { drawQuestion, listenButton, readForm, wordsOf } from "./question.js";
import { beginSitting } from "./sitting.js";
import { openSound } from "./sound.js";
import { gettext, ngettext } from "./words.js";

// Seconds a question takes, for telling beforehand how long it will be.
const SECONDS_A_QUESTION = 18;
const HEARD = "speaking";

// "Give the tablet to the person": in the languages' own words, for both to see.
export function handOverScreen(app, asking) {
  app.frame.speak(asking.language, app.wordsIn(asking.language));
  return {
    screen: h("div", { class: "over" },
      h("h1", { tabindex: "-1" }, gettext("Now give the tablet to the person who answers")),
      h("p", { class: "lead" }, gettext("Until the PIN is entered again, nothing here leads back to your side.")),
      h("p", { class: "moves" }, h("button", { type: "button", class: "primary", onclick: () => app.returnToPerson() }, gettext("I am the person who answers")))),
  };
}

export function startScreen(app, asking) {
  const { round, instrument } = asking.opened;
  app.frame.speak(asking.language, app.wordsIn(asking.language));
  const minutes = Math.max(1, Math.round((instrument.items.length * SECONDS_A_QUESTION) / 60));
  const choose = (language) => app.go("start", { ...asking, language });
  const start = async () => {
    const { language, place_id, manner } = asking;
    const draft = await beginSitting(app.tablet.drafts, round, { language, place_id, manner });
    app.sit(asking.opened, draft);
    return app.go("question");
  };
  const about = wordsOf(round.about, "");
  const heard = heardAtStart(app, asking);
  return {
    screen: [
      instrument.languages.length > 1 && h("p", { class: "row" }, instrument.languages.map((code) => languageButton(code, choose))),
      h("h1", { tabindex: "-1" }, wordsOf(round.title, gettext("What do you think?"))),
      heard.length > 0 && listenButton(() => app.sound.say(heard, asking.language)),
      about && h("p", null, about),
      h("p", null, gettext("We ask how people here trust each other and those who decide, so that nobody is left behind.")),
      h("ul", null,
        h("li", null, ngettext("It takes about %(num)s minute.", "It takes about %(num)s minutes.", minutes)),
        h("li", null, gettext("Nobody writes down your name. Results are shown only for groups, never for one person.")),
        h("li", null, gettext("You will not be given or lose anything because of your answers.")),
        h("li", null, gettext("You may skip any question, and stop at any time.")),
        h("li", null, gettext("At the end you get a code. With it you can take your answers back."))),
      asking.manner === "interviewer" && h("p", { class: "soft" }, gettext("Read every question aloud as it is written.")),
      h("p", { class: "moves" }, h("button", { type: "button", class: "primary", onclick: () => app.attempt(start) }, gettext("Begin"))),
      teamButton(app, asking.manner),
    ],
  };
}

// What was recorded of the start: the fixed sentences, and the round's own.
function heardAtStart(app, { opened, language }) {
  app.sound = openSound(opened.media, (hash) => app.tablet.stock.asset(hash));
  const parts = [{ item: "@start", option: null }, { item: "@about", option: opened.round.round_id }];
  return parts.filter((part) => app.sound.can(part, language));
}

// The question where the interview stands.
export function questionScreen(app) {
  const { sitting } = app;
  const { item, number, total } = sitting.current();
  const { instrument, settings, media } = sitting.opened;
  app.frame.speak(sitting.language, app.wordsIn(sitting.language));
  app.sound = app.sound || openSound(media, (hash) => app.tablet.stock.asset(hash));
  const on = actions(app);
  const { form, heard } = drawQuestion({
    instrument, item, number, total, answer: sitting.draft.answers[item.item_id],
    hears: (part) => app.sound.can(part, sitting.language),
    picture: (part) => pictureOf(app, media, part),
  }, on);
  const choose = (language) => act(app, () => sitting.speakIn(language, ...readForm(form)));
  sitting.watch.go();
  const progress = gettext("Question %(number)s of %(total)s", { number, total });
  return {
    bar: [
      h("progress", { value: number, max: total, "aria-label": progress }),
      h("small", { "aria-hidden": "true" }, gettext("%(number)s of %(total)s", { number, total })),
    ],
    screen: [form, languageChoice(instrument.languages, choose), sitting.isAlone && teamButton(app, sitting.draft.manner)],
    says: progress,
    drawn: () => settings.autoplay && heard.length && on.listen(heard),
  };
}

function actions(app) {
  const { sitting, sound } = app;
  const mark = (part) => {
    for (const line of document.querySelectorAll(`.${HEARD}`)) line.classList.remove(HEARD);
    if (part && part.line) part.line.classList.add(HEARD);
  };
  const hear = (parts) => sound.say(parts, sitting.language, mark);
  return {
    next: (chosen, text) => act(app, () => sitting.next(chosen, text)),
    decline: (code) => act(app, () => sitting.take(code)),
    back: () => act(app, () => sitting.back()),
    listen: hear,
    hear: (part) => hear([part]),
    // Who listens hears an option when touching it, before going on with it.
    touched: (part) => sound.isOn() && hear([part]),
  };
}

// Do one thing with the interview and draw what comes of it; nothing else meanwhile.
function act(app, deed) {
  return app.attempt(async () => {
    app.sound.stop();
    const { problem, end, receipt } = await deed();
    if (problem) return app.frame.tell(problem);
    if (!end) return app.go("question");
    const { opened, draft } = app.sitting;
    const { manner, language, place_id } = draft;
    app.rise();
    return app.go("end", { asking: { opened, manner, language, place_id }, receipt });
  });
}

// The end: the receipt is shown here and kept nowhere.
export function endScreen(app, { asking, receipt }) {
  app.frame.speak(asking.language, app.wordsIn(asking.language));
  return {
    screen: [
      h("h1", { tabindex: "-1" }, gettext("Thank you")),
      ...(receipt ? receiptWords(receipt) : [h("p", { class: "lead" }, gettext("We stop here. Nothing you said was kept."))]),
      h("p", { class: "moves" }, onwards(app, asking)),
    ],
  };
}

function receiptWords(receipt) {
  return [
    h("p", { class: "lead" }, gettext("Your answers are kept. This is your code:")),
    h("p", { class: "receipt" }, receipt),
    h("p", null, gettext("Write it on paper if you may want to take your answers back. It is shown only now. Nobody can see your answers with it.")),
  ];
}

function onwards(app, asking) {
  const to = (text, act) => h("button", { type: "button", class: "primary", onclick: act }, text);
  if (asking.manner === "kiosk") return to(gettext("Begin for another person"), () => app.startAnew());
  if (asking.manner === "handover") return to(gettext("Give the tablet back"), () => app.go("takeBack", { isOver: true }));
  return to(gettext("Next interview"), () => app.go("home"));
}

// The only way from a respondent's screens to the interviewer's, and it asks for the PIN.
function teamButton(app, manner) {
  if (manner === "interviewer") return null;
  return h("p", null, h("button", { type: "button", class: "plain soft", onclick: () => app.go("takeBack", {}) }, gettext("Give the tablet back")));
}

function pictureOf(app, media, part) {
  const entry = findMedia(media, "picture", part, null);
  return entry && app.tablet.stock.asset(entry.sha256);
}
