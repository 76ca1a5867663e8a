// The one place where screens are drawn: whatever was there before is gone, the language and
// its direction are set, and the screen's heading has the focus.

import { fillWith, h } from "./dom.js";
import { aboutLanguage, gettext, use } from "./words.js";

export function openFrame(root, said, leave) {
  let bar = null;

  // Draw a screen. `bar` is what stands beside the way out, `says` is told to who listens.
  function show({ screen, bar: beside = [], says = "" }) {
    bar = h("div", { class: "askbar" }, beside, h("button", { type: "button", class: "leave", onclick: leave }, gettext("Leave now")));
    fillWith(root, bar, screen);
    scrollTo(0, 0);
    said.textContent = says;
    const heading = root.querySelector("h1");
    if (heading) heading.focus({ preventScroll: true });
  }

  function speak(code, instead) {
    use(code, instead);
    const { language, direction } = aboutLanguage(code);
    Object.assign(document.documentElement, { lang: language, dir: direction });
  }

  // A sentence above everything else, until the next screen or the next sentence.
  function tell([what, remedy], id = "problem") {
    hush(id);
    const note = h("p", { class: "note", role: "alert", id }, what, " ", remedy);
    bar.after(note);
    note.scrollIntoView({ block: "nearest" });
  }

  function hush(id = "problem") {
    for (const note of root.querySelectorAll(`#${id}`)) note.remove();
  }

  // Say that nothing can be shown at all.
  function fail(words) {
    fillWith(root, h("h1", null, words[0]), h("p", null, words[1]));
  }

  const wipe = () => fillWith(root);

  return { show, speak, tell, hush, fail, wipe };
}

// A choice of languages as buttons, closed until it is wanted.
export function languageChoice(codes, choose) {
  if (codes.length < 2) return null;
  const { name } = aboutLanguage(document.documentElement.lang);
  return h("details", null,
    h("summary", null, gettext("Language: %(name)s", { name })),
    h("p", { class: "row" }, codes.map((code) => languageButton(code, choose))));
}

export function languageButton(code, choose) {
  const { name, direction } = aboutLanguage(code);
  const isHere = code === document.documentElement.lang;
  return h("button", { type: "button", lang: code, dir: direction, class: isHere && "primary", "aria-current": isHere && "true", onclick: () => choose(code) }, name);
}
