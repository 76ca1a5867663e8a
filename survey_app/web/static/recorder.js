// Records a text with the microphone and keeps it; without it there is still the file.
// Nothing is kept in the browser: the recording goes to the server as soon as it stops.

const MOST_SECONDS = 120;
//: Speech is clear at this rate, and a questionnaire stays light.
const BITS_A_SECOND = 32000;
const TYPES = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];

const said = document.querySelector("#recorder");
const type = window.MediaRecorder && TYPES.find((each) => MediaRecorder.isTypeSupported(each));
let running = null;
// A microphone takes a moment to open; who presses again meanwhile means the same.
let opening = false;

function tell(text) {
  said.textContent = text;
  said.hidden = !text;
}

function show(where) {
  for (const form of where.querySelectorAll("form[data-record]")) form.hidden = false;
}

// The row as the server now shows it takes the place of the one on the screen.
function renew(page, id) {
  for (const part of [id, "progress"]) {
    const fresh = page.getElementById(part);
    show(fresh);
    document.getElementById(part).replaceWith(fresh);
  }
  const player = document.getElementById(id).querySelector("audio");
  // Whoever speaks the next text already is not called back.
  if (player && !running) player.focus();
}

async function keep(form, blob) {
  const fields = new FormData(form);
  fields.append("file", blob, "recording");
  const reply = await fetch(location.pathname, { method: "POST", body: fields });
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  if (reply.ok) {
    renew(page, form.closest("li").id);
    tell("");
  } else {
    const reasons = [...page.querySelectorAll("main p:not(:last-child)")];
    tell(reasons.map((each) => each.textContent).join(" ") || said.dataset.failed);
  }
}

async function begin(form, button) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: BITS_A_SECOND });
  const parts = [];
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  recorder.addEventListener("stop", () => {
    stream.getTracks().forEach((track) => track.stop());
    if (running && running.recorder === recorder) running = null;
    button.textContent = said.dataset.waiting;
    button.disabled = true;
    keep(form, new Blob(parts, { type }))
      .catch(() => tell(said.dataset.failed))
      .then(() => {
        button.textContent = button.dataset.begin;
        button.disabled = false;
      });
  });
  button.dataset.begin = button.textContent;
  button.textContent = said.dataset.stop;
  button.classList.add("primary");
  recorder.start();
  setTimeout(() => recorder.state === "recording" && recorder.stop(), MOST_SECONDS * 1000);
  running = { recorder, button };
}

function press(event) {
  const button = event.target.closest("form[data-record] button");
  if (!button || opening) return;
  if (running) {
    const before = running;
    running = null;
    before.button.classList.remove("primary");
    before.recorder.stop();
    if (before.button === button) return;
  }
  tell("");
  opening = true;
  begin(button.form, button)
    .catch(() => tell(said.dataset.refused))
    .then(() => (opening = false));
}

if (type && navigator.mediaDevices) {
  show(document);
  document.addEventListener("click", press);
}
