// Fetches the words of a language, and remembers which one this tablet speaks. That alone
// is kept in clear: it says nothing of a survey.

import { isKnown, learn } from "./words.js";

const KEPT = "language";

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
  const wished = [localStorage.getItem(KEPT), ...navigator.languages.map((tag) => tag.split("-")[0])];
  await fetchWords("en");
  for (const code of wished.filter(Boolean)) if (await fetchWords(code)) return code;
  return "en";
}

export const keepLanguage = (code) => localStorage.setItem(KEPT, code);
