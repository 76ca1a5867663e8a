// Says the parts of a question aloud: as the team recorded them, else with a voice that lives
// on the device itself. A voice that would send the text elsewhere is never used.

import { findMedia } from "./media.js";

// `asset` gives the address of a recording kept on the tablet, or null.
export function openSound(list, asset) {
  let turn = 0;
  let playing = null;
  let isOn = false;

  const recorded = (part, language) => findMedia(list, "audio", part, language);
  const can = (part, language) => Boolean(recorded(part, language) || (part.text && ownVoice(language)));

  function stop() {
    turn += 1;
    if (playing) playing.pause();
    playing = null;
    if ("speechSynthesis" in window) speechSynthesis.cancel();
  }

  // Say parts one after the other; `onPart` is told which one is heard, null at the end.
  async function say(parts, language, onPart = () => {}) {
    stop();
    const mine = turn;
    isOn = true;
    for (const part of parts) {
      onPart(part);
      await one(part, language);
      if (mine !== turn) return;
    }
    onPart(null);
  }

  async function one(part, language) {
    const mine = turn;
    const entry = recorded(part, language);
    const address = entry && (await asset(entry.sha256));
    if (mine !== turn) return;
    if (address) await played(address);
    else if (part.text && ownVoice(language)) await spoken(part.text, language);
  }

  // Resolves at the end of a recording, at its being stopped, or when it cannot be played: a
  // browser that wants to be touched first leaves the large button for that.
  function played(address) {
    playing = new Audio(address);
    const here = playing;
    return new Promise((resolve) => {
      for (const end of ["ended", "pause", "error"]) here.addEventListener(end, resolve, { once: true });
      const began = here.play();
      if (began) began.catch(resolve);
    });
  }

  return { can, say, stop, isOn: () => isOn };
}

function spoken(text, language) {
  return new Promise((resolve) => {
    const words = new SpeechSynthesisUtterance(text);
    words.voice = ownVoice(language);
    words.lang = words.voice.lang;
    words.onend = resolve;
    words.onerror = resolve;
    speechSynthesis.speak(words);
  });
}

function ownVoice(language) {
  if (!("speechSynthesis" in window)) return null;
  const speaks = (voice) => voice.localService && voice.lang.split(/[-_]/)[0] === language.split("-")[0];
  return speechSynthesis.getVoices().find(speaks) || null;
}
