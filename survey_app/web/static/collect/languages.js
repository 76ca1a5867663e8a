// Fetches the words of a language, and remembers which one this tablet speaks. That alone
// is kept in clear: it says nothing of a survey.

import { isKnown, learn } from "./words.js";

const KEPT = "language";
// So many of a browser's languages are tried.
const MOST = 3;

// Make the words of a language known if they can be had; whether they are known now.
export async function fetchWords(code) {
  if (isKnown(code)) return true;
  try {
    const reply = await fetch(`/collect/words/${encodeURIComponent(code)}.json`);
    if (reply.ok) learn(await reply.json());
  } catch (error) {
    // Without network, and not kept yet: the words stay English.
  }
  return isKnown(code);
}

// The language to begin in: the one chosen on this tablet, else the tablet's own if its words
// are there, else English.
export async function firstLanguage() {
  const kept = localStorage.getItem(KEPT);
  const wished = kept ? [kept] : navigator.languages.map((tag) => tag.split("-")[0]).slice(0, MOST);
  // All at once: a far server takes as long for one as for three.
  await Promise.all(Array.from(new Set(["en", ...wished]), fetchWords));
  return wished.find(isKnown) || "en";
}

export const keepLanguage = (code) => localStorage.setItem(KEPT, code);
