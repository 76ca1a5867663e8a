// Notices that nobody touches the tablet: first a warning, then the end.

const TOUCHES = ["pointerdown", "keydown", "input", "scroll"];
const LOOK_EVERY = 1000;

// What is due after so many idle seconds of `limit`: nothing, a warning, or the end.
export function due(idle, limit, warning) {
  if (idle >= limit) return "end";
  return idle >= limit - warning ? "warn" : "nothing";
}

// Watch from now on. `on` has warn(secondsLeft), again() and end(). Returns a function that
// stops watching. Seconds count while the screen is off, too.
export function watchIdle({ limit, warning, now = Date.now }, on) {
  let touchedAt = now();
  let isWarning = false;
  const touched = () => {
    touchedAt = now();
    if (isWarning) on.again();
    isWarning = false;
  };
  const look = () => {
    const idle = (now() - touchedAt) / 1000;
    const what = due(idle, limit, warning);
    if (what === "warn" && !isWarning) {
      isWarning = true;
      on.warn(Math.ceil(limit - idle));
    }
    if (what === "end") {
      stop();
      on.end();
    }
  };
  const timer = setInterval(look, LOOK_EVERY);
  const stop = () => {
    clearInterval(timer);
    for (const name of TOUCHES) document.removeEventListener(name, touched, true);
    document.removeEventListener("visibilitychange", look);
  };
  for (const name of TOUCHES) document.addEventListener(name, touched, { capture: true, passive: true });
  document.addEventListener("visibilitychange", look);
  return stop;
}
