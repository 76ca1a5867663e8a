// Draws one question: its words, its options, and what can be pressed. It keeps nothing.

import { h, svg } from "./dom.js";
import { isMissing } from "./answers.js";
import { mayDecline, optionsOf } from "./interview.js";
import { declinePart, optionPart, questionPart } from "./media.js";
import { aboutLanguage, gettext, inUse, say } from "./words.js";

// Scales of this many options have a strip of circles, filled from empty to full.
const STRIP = { least: 3, most: 7 };
const DECLINES = () => [["dont_know", gettext("I do not know")], ["refused", gettext("I prefer not to say")]];

// Words of a document, marked where they are not in the language of the screen.
export function wordsOf(labels, otherwise) {
  const { text, language } = say(labels, inUse());
  if (language === inUse() || !text) return text || otherwise;
  return h("span", { lang: language, dir: aboutLanguage(language).direction }, text);
}

// The question as a form. `seen` is {instrument, item, number, total, answer, hears,
// picture}; `on` is {next(chosen, written), decline(code), back(), listen(parts),
// hear(part)}.
export function drawQuestion(seen, on) {
  const { item } = seen;
  const draw = { scored: drawChoice, choice: drawChoice, choices: drawChoices, number: drawNumber, text: drawText };
  const question = { ...questionPart(item, say(item.text, inUse()).text) };
  const parts = [question];
  const fields = draw[item.kind](seen, on, parts);
  const heard = parts.filter((part) => seen.hears(part));
  const form = h("form", { novalidate: true, onsubmit: (event) => submit(event, on) },
    h("fieldset", null,
      h("legend", null, h("h1", { tabindex: "-1" }, wordsOf(item.text, item.item_id))),
      pictureOf(seen, question),
      heard.length > 0 && listenButton(() => on.listen(heard)),
      fields),
    drawMoves(seen, on),
    !["scored", "choice"].includes(item.kind) && drawDeclines(seen, on));
  return { form, heard };
}

function submit(event, on) {
  event.preventDefault();
  on.next(...readForm(event.target));
}

// What is chosen and what is written in a question's form, used or not.
export function readForm(form) {
  const field = form.querySelector("[data-written]");
  return [Array.from(form.querySelectorAll("input:checked"), (input) => input.value), field ? field.value : ""];
}

function drawChoice(seen, on, parts) {
  const options = optionsOf(seen.instrument, seen.item);
  const isStrip = seen.item.kind === "scored" && options.length >= STRIP.least && options.length <= STRIP.most;
  const drawn = options.map((option, place) =>
    drawOption(seen, on, parts, { type: "radio", ...told(seen, option), strip: isStrip && circles(place + 1, options.length) }));
  const declines = () => DECLINES().map(([code, text]) =>
    drawOption(seen, on, parts, { type: "radio", code, label: text, part: declinePart(code, text) }));
  return [...drawn, mayDecline(seen.item) && h("div", { class: "declines" }, declines())];
}

function drawChoices(seen, on, parts) {
  const options = optionsOf(seen.instrument, seen.item);
  return [
    h("p", null, gettext("You may choose several.")),
    options.map((option) => drawOption(seen, on, parts, { type: "checkbox", ...told(seen, option) })),
  ];
}

function told(seen, option) {
  const part = optionPart(seen.item, option, say(option.label, inUse()).text);
  return { code: option.code, label: wordsOf(option.label, option.code), part };
}

function drawOption(seen, on, parts, { type, code, label, part, strip }) {
  const heard = { ...part };
  const isChosen = [].concat(seen.answer === undefined ? [] : seen.answer).includes(code);
  const input = h("input", { type, name: "answer", value: code, onchange: () => on.touched(heard) });
  input.checked = isChosen;
  const option = h("label", { class: "option" }, input, pictureOf(seen, part), h("span", { class: "words" }, label), strip);
  const line = h("div", { class: "choice" }, option, seen.hears(part) && hearButton(on, heard));
  parts.push(Object.assign(heard, { line }));
  return line;
}

export const listenButton = (listen) =>
  h("p", null, h("button", { type: "button", class: "listen", onclick: listen }, loudspeaker(), gettext("Listen")));

const hearButton = (on, part) =>
  h("button", { type: "button", class: "hear", "aria-label": gettext("Listen: {what}", { what: part.text }), onclick: () => on.hear(part) }, loudspeaker());

function drawNumber(seen) {
  const value = typeof seen.answer === "number" ? String(seen.answer) : "";
  const field = h("input", { type: "text", inputmode: "decimal", id: "answer", autocomplete: "off", "data-written": true });
  field.value = value;
  return [h("label", { class: "unseen", for: "answer" }, gettext("Your answer")), field];
}

function drawText(seen) {
  const isText = typeof seen.answer === "string" && !isMissing(seen.answer);
  const field = h("textarea", { id: "answer", maxlength: "2000", dir: "auto", autocomplete: "off", "data-written": true });
  field.value = isText ? seen.answer : "";
  return [
    h("p", null, gettext("Please write no names, telephone numbers or addresses.")),
    h("label", { class: "unseen", for: "answer" }, gettext("Your answer")),
    field,
  ];
}

function drawMoves({ number, total }, on) {
  return h("div", { class: "moves" },
    number > 1 && h("button", { type: "button", onclick: on.back }, gettext("Back")),
    h("button", { class: "primary" }, number < total ? gettext("Next") : gettext("Finish")));
}

function drawDeclines(seen, on) {
  return h("div", { class: "declines row" }, DECLINES().map(([code, text]) =>
    h("button", { type: "button", class: seen.answer === code && "primary", onclick: () => on.decline(code) }, text)));
}

function pictureOf(seen, part) {
  const image = h("img", { class: "picture", alt: "", hidden: true });
  const asked = seen.picture(part);
  if (!asked) return null;
  asked.then((address) => {
    if (address) Object.assign(image, { src: address, hidden: false });
  });
  return image;
}

// A strip of circles for the place of an option in its scale; it runs as the writing does.
function circles(filled, all) {
  const isLeft = aboutLanguage(inUse()).direction === "ltr";
  const circle = (place) =>
    svg("circle", { class: place < filled ? "dot on" : "dot", cx: 10 + 20 * (isLeft ? place : all - 1 - place), cy: 10, r: 7.5 });
  return svg("svg", { viewBox: `0 0 ${all * 20} 20`, "aria-hidden": "true" }, Array.from({ length: all }, (_, place) => circle(place)));
}

const loudspeaker = () =>
  svg("svg", { class: "loud", viewBox: "0 0 24 24", "aria-hidden": "true" },
    svg("path", { d: "M3 9v6h4l6 5V4L7 9z" }), svg("path", { class: "waves", d: "M16 8.5a5 5 0 0 1 0 7M18.5 5.5a9 9 0 0 1 0 13" }));
