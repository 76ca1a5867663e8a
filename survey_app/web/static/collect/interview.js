// An interview under way: which question is on the screen, and what ends it. No screen, no
// clock, no storage. core/questionnaire/interview.py is this module for the server;
// tests/vectors/interview.json holds both to the same questions in the same order.

import { route } from "../routing.js";
import { isDrawn, withDrawn } from "./targets.js";

// Only an interviewer is asked these: a respondent alone is alone.
const INTERVIEWER_ONLY = ["privacy", "mode"];
const ENDING = ["consent", "adult"];

// An interview at its start. `manner` is interviewer, handover or kiosk.
export const begin = (facts) => ({
  item: null, place_id: null, manner: "interviewer", answers: {}, durations: {}, flags: [], ...facts,
});

export const isAlone = (interview) => interview.manner !== "interviewer";

// Consent and age are answered yes or no, or the interview does not begin.
export const mayDecline = (item) => !ENDING.includes(item.role);

export const optionsOf = (instrument, item) =>
  item.scale ? instrument.scales[item.scale].options : item.options || [];

// The questions of this interview in order, as its answers lead to them.
export function asked(instrument, interview) {
  const reached = route(steps(instrument), interview.answers);
  const skipped = isAlone(interview) ? INTERVIEWER_ONLY : [];
  return instrument.items.filter(
    (item) => item.item_id in reached && !skipped.includes(item.role) && !isDrawn(item));
}

// The question on the screen, its number from 1, and how many there are.
export function current(instrument, interview) {
  const items = asked(instrument, interview);
  const place = Math.max(0, items.findIndex((item) => item.item_id === interview.item));
  return { item: items[place], number: place + 1, total: items.length };
}

// The interview at the question after the one answered; `item` null after the last.
export function answered(instrument, interview, itemId, answer) {
  const answers = { ...interview.answers, [itemId]: answer };
  const known = { ...interview, answers: withDrawn(instrument, interview.response_id, answers) };
  const items = asked(instrument, known);
  const next = items[items.findIndex((item) => item.item_id === itemId) + 1];
  return { ...known, item: next ? next.item_id : null };
}

// The interview at the question before; the first has none before it.
export function back(instrument, interview) {
  const { number } = current(instrument, interview);
  return { ...interview, item: asked(instrument, interview)[Math.max(number - 2, 0)].item_id };
}

// Why the interview must end, if consent or age ended it, else null.
export function refusal(instrument, interview) {
  const ended = ENDING.find((role) => {
    const item = withRole(instrument, role);
    return item && item.item_id in interview.answers && interview.answers[item.item_id] !== "1";
  });
  return ended || null;
}

// Who touched the screen, as it was asked or as it must have been.
export function mode(instrument, interview) {
  const item = withRole(instrument, "mode");
  const said = item && interview.answers[item.item_id];
  return said || (isAlone(interview) ? "alone" : "interviewer");
}

// The answers that count: those to items that are still asked.
export function counted(instrument, interview) {
  const reached = Object.entries(route(steps(instrument), interview.answers));
  return Object.fromEntries(reached.filter(([, answer]) => answer !== null));
}

// The interview with some more seconds spent on a question.
export function spent(interview, itemId, seconds) {
  const before = interview.durations[itemId] || 0;
  return { ...interview, durations: { ...interview.durations, [itemId]: before + seconds } };
}

export const flagged = (interview, flag) =>
  interview.flags.includes(flag) ? interview : { ...interview, flags: [...interview.flags, flag] };

// What is sealed and sent of a finished interview. `made` says where and when it was made:
// device, version, day, half_day, receipt.
export function packet(instrument, interview, made) {
  const answers = counted(instrument, interview);
  const durations = {};
  for (const item of Object.keys(answers)) durations[item] = tenths(interview.durations[item] || 0);
  const seconds = tenths(Object.values(interview.durations).reduce((sum, each) => sum + each, 0));
  return { ...envelope(instrument, interview, made), kind: "response", answers, durations, seconds };
}

// What is sent of an interview that was refused: that it was, and nothing that was said.
export function refusalPacket(instrument, interview, made) {
  const reason = refusal(instrument, interview);
  return {
    ...envelope(instrument, interview, made), kind: "refusal", refusal: reason, receipt: null, flags: [],
  };
}

function envelope(instrument, interview, made) {
  const { response_id, round_id, instrument_id, language, place_id, flags } = interview;
  const who = { response_id, round_id, instrument_id, language, place_id, mode: mode(instrument, interview) };
  return { v: 1, ...who, flags, ...made };
}

const steps = (instrument) => instrument.items.map((item) => [item.item_id, item.ask || null]);
const withRole = (instrument, role) => instrument.items.find((item) => item.role === role);
const tenths = (seconds) => Math.round(seconds * 10) / 10;
