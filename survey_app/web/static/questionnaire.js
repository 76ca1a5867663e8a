// What a questionnaire gains where JavaScript runs; without it everything still works.
// Leaving at once: the Escape key or the button wipe the page before anything else, and
// take the place of this page in the browser's history.

const leave = document.querySelector("form[data-leave]");

function go() {
  document.documentElement.hidden = true;
  fetch(leave.action, { method: "POST", body: new FormData(leave), keepalive: true, redirect: "manual" })
    .catch(() => {})
    .then(() => location.replace(leave.dataset.leave));
}

if (leave) {
  leave.addEventListener("submit", (event) => {
    event.preventDefault();
    go();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") go();
  });
}

// One large button plays a recording; without JavaScript the browser's own player does.
for (const button of document.querySelectorAll("button.hear")) {
  const player = button.nextElementSibling;
  button.hidden = false;
  player.hidden = true;
  button.addEventListener("click", () => {
    const plays = !player.paused;
    for (const each of document.querySelectorAll("audio")) each.pause();
    if (plays) return;
    player.currentTime = 0;
    player.play().catch(() => {});
  });
  player.addEventListener("play", () => button.setAttribute("aria-pressed", "true"));
  for (const end of ["pause", "ended"]) player.addEventListener(end, () => button.setAttribute("aria-pressed", "false"));
}

// A page brought back from the browser's memory is asked for anew.
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    document.documentElement.hidden = true;
    location.reload();
  }
});
