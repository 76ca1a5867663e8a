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

// One large button plays the recordings beside it one after the other; without JavaScript the
// browser's own players do.
for (const button of document.querySelectorAll("button.hear")) {
  const players = [...button.parentElement.querySelectorAll("audio")];
  const play = (player) => {
    player.currentTime = 0;
    player.play().catch(() => {});
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const plays = players.some((player) => !player.paused);
    for (const each of document.querySelectorAll("audio")) each.pause();
    if (!plays) play(players[0]);
  });
  players.forEach((player, n) => {
    player.hidden = true;
    player.addEventListener("play", () => button.setAttribute("aria-pressed", "true"));
    player.addEventListener("pause", () => button.setAttribute("aria-pressed", "false"));
    player.addEventListener("ended", () => players[n + 1] && play(players[n + 1]));
  });
}

// A page brought back from the browser's memory is asked for anew.
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    document.documentElement.hidden = true;
    location.reload();
  }
});
