// How long a question was on the screen, and what a time is worth asking about. Moments are
// measured and forgotten: what is kept is durations, and flags without a time.

const NIGHT = { from: 22, to: 5 };
// Moments are kept in the locked draft only as steps of ten minutes; more than three of them
// apart is more than half an hour.
const STEP = 10 * 60 * 1000;
const LONGEST_PAUSE = 3;

// Counts the seconds a question is really looked at. `now` gives milliseconds that only grow.
export function stopwatch(now = () => performance.now()) {
  let since = null;
  let gathered = 0;
  const pause = () => {
    if (since !== null) gathered += now() - since;
    since = null;
  };
  const go = () => {
    if (since === null) since = now();
  };
  return {
    go,
    pause,
    // The seconds so far; counting begins again at nothing.
    take() {
      const wasGoing = since !== null;
      pause();
      const seconds = gathered / 1000;
      gathered = 0;
      if (wasGoing) go();
      return seconds;
    },
  };
}

export const isNight = (moment) => moment.getHours() >= NIGHT.from || moment.getHours() < NIGHT.to;

export const step = (moment) => Math.floor(moment.getTime() / STEP);

// Whether two steps are certainly more than half an hour apart. A clock put back is no gap.
export const isGap = (earlier, later) => later - earlier > LONGEST_PAUSE;
