// Reads an answer from what was chosen or written on the screen, and says what is wrong with
// it. The server judges every answer again (core/questionnaire/answers.py).

import { apart, gettext } from "./words.js";
import { mayDecline } from "./interview.js";

const MISSING = ["dont_know", "refused"];
const LONGEST_TEXT = 2000;
// A number larger than this counts nothing a person knows of.
const LARGEST_NUMBER = 1e15;
// The zeros of digits people type, beside ours: Arabic, Persian and Urdu, Devanagari, Bengali.
const ZEROS = ["٠", "۰", "०", "০"];

export const isMissing = (answer) => MISSING.includes(answer);

// A written number as one, NaN for anything else. A comma or an Arabic mark parts decimals.
export function readNumber(text) {
  const plain = westernDigits(text.trim()).replace(/[,٫]/, ".");
  return /^[+-]?\d+(\.\d*)?$|^[+-]?\.\d+$/.test(plain) ? Number(plain) : NaN;
}

// What is said of an open answer in which these parts may tell who somebody is.
export const hint = (found) => ({
  problem: [
    gettext("This may tell who somebody is: {what}.", { what: apart(found.join(", ")) }),
    gettext("Leave names, numbers and addresses out if you can. To keep it as it is, press again."),
  ],
});

// {answer} or {problem}: the two sentences that say what is wrong and what to do.
export function read(item, chosen, written) {
  if (item.kind === "choices") return chosen.length ? { answer: chosen } : nothing(item);
  if (item.kind === "scored" || item.kind === "choice")
    return chosen.length ? { answer: chosen[0] } : nothing(item);
  const text = written.trim();
  if (!text) return nothing(item);
  return item.kind === "number" ? number(text) : openText(text);
}

function number(text) {
  const answer = readNumber(text);
  if (Math.abs(answer) <= LARGEST_NUMBER) return { answer };
  return { problem: [gettext("This is not a number."), gettext("For a number, use digits only.")] };
}

function openText(answer) {
  if (answer.length <= LONGEST_TEXT) return { answer };
  return {
    problem: [
      gettext("The text has {length} signs; {most} fit.", { length: answer.length, most: LONGEST_TEXT }),
      gettext("Shorten it."),
    ],
  };
}

function nothing(item) {
  if (!mayDecline(item)) return { problem: [gettext("No answer is chosen."), gettext("Choose yes or no.")] };
  if (item.kind === "text" || item.kind === "number")
    return {
      problem: [
        gettext("Nothing is written."),
        gettext("Write an answer, or press “I do not know” or “I prefer not to say”."),
      ],
    };
  return {
    problem: [
      gettext("No answer is chosen."),
      gettext("Choose one; “I do not know” and “I prefer not to say” are answers too."),
    ],
  };
}

function westernDigits(text) {
  return text.replace(/[٠-٩۰-۹०-९০-৯]/g, (sign) => {
    const zero = ZEROS.find((each) => sign >= each && sign.charCodeAt(0) < each.charCodeAt(0) + 10);
    return String(sign.charCodeAt(0) - zero.charCodeAt(0));
  });
}
