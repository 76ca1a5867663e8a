// The tablet's page: which screen is shown, and what may follow on it.

import { endScreen, handOverScreen, questionScreen, startScreen } from "./ask.js";
import { drawCalendar } from "./calendar.js";
import { openFrame } from "./frame.js";
import { homeScreen, refreshHome } from "./home.js";
import { watchIdle } from "./idle.js";
import { fetchWords, firstLanguage } from "./languages.js";
import { changePinScreen, setUpScreen, takeBackScreen, unlockScreen, unregisteredScreen, unsupportedScreen } from "./pins.js";
import { tellProblem } from "./problems.js";
import { fetchScreen, tellProgress } from "./ready.js";
import { Sitting, openRound } from "./sitting.js";
import { openTablet } from "./tablet.js";
import { gettext, ngettext, offered } from "./words.js";

const SCREENS = {
  setUp: setUpScreen, unlock: unlockScreen, unregistered: unregisteredScreen, unsupported: unsupportedScreen,
  home: homeScreen, fetch: fetchScreen, handOver: handOverScreen, start: startScreen, question: questionScreen, end: endScreen,
  takeBack: takeBackScreen, changePin: changePinScreen,
};
// Seconds without a touch after which the tablet locks, and how long before it warns.
const LOCK_AFTER = 120;
const WARNING = 20;
// How long leaving waits for the interview to be removed.
const PATIENCE = 400;
const CALENDAR = "/collect/calendar";

class App {
  constructor() {
    const root = document.getElementById("app");
    this.frame = openFrame(root, document.getElementById("said"), () => this.leave());
    this.language = "en";
    this.tablet = null;
    // The interview under way, and how the tablet was handed out.
    this.sitting = null;
    this.asking = null;
    this.sound = null;
    this._screen = null;
    this._turn = 0;
    this._isBusy = false;
    this._isWiped = false;
    this._isLeaving = false;
    this._unwatch = () => {};
  }

  async begin() {
    this.language = await firstLanguage();
    if (!window.isSecureContext) return this.go("unsupported");
    if (!this.tablet) await this._open();
    const status = await this.tablet.vault.status();
    if (status.state === "locked") return this.go("unlock", { status });
    return this.go(this.tablet.token ? "setUp" : "unregistered", status);
  }

  async _open() {
    this.tablet = await openTablet();
    this.tablet.vault.onLock(() => this._locked());
    this.tablet.shell.onChange(() => this._refresh());
    this.tablet.outbox.onChange(() => this._refresh());
    this.tablet.sync.onChange(() => this._refresh());
    this.tablet.shell.start();
  }

  // Draw a screen; of two asked for at once, the later one.
  async go(name, facts = {}) {
    this._turn += 1;
    const turn = this._turn;
    if (this.sitting) this.sitting.watch.pause();
    const drawn = await SCREENS[name](this, facts);
    if (turn !== this._turn) return;
    this._screen = name;
    this._isWiped = false;
    if (name === "start") this.asking = facts;
    this.frame.show(drawn);
    this._watch();
    if (drawn.drawn) drawn.drawn();
  }

  // Do something that may fail, one thing at a time; what fails is told in words.
  async attempt(deed) {
    if (this._isBusy) return;
    this._isBusy = true;
    this.frame.hush();
    try {
      await deed();
    } catch (error) {
      this.frame.tell(tellProblem(error));
    } finally {
      this._isBusy = false;
      if (this._isWiped) this.begin();
    }
  }

  // The PIN was right: register if a picture was scanned, then home.
  async opened() {
    const { stock, sync, token } = this.tablet;
    await this._dropKiosk();
    await Promise.all((await this._spoken()).map(fetchWords));
    if (token) {
      await stock.register(token);
      this.tablet.token = null;
      await this.tablet.space.ask();
      this.fetchAll();
    } else await this.go("home");
    sync.start();
  }

  // Whoever answered at a kiosk that was closed is gone: nobody else goes on with it.
  async _dropKiosk() {
    const { drafts } = this.tablet;
    const left = (await drafts.list()).filter((draft) => draft.manner === "kiosk");
    for (const draft of left) await drafts.drop(draft.response_id);
  }

  // Fetch what a tablet needs, saying how far it is; it goes on when somebody goes home.
  async fetchAll() {
    await this.go("fetch");
    const problem = await this.tablet.stock.refresh(tellProgress).then(() => null, (error) => error);
    if (!this.tablet.vault.isOpen) return;
    await Promise.all((await this._spoken()).map(fetchWords));
    if (this.isAt("fetch")) await this.go("home");
    if (problem && this.isAt("home")) this.frame.tell(tellProblem(problem));
  }

  isAt(name) {
    return this._screen === name;
  }

  // Hand the tablet to whoever answers, in the way the round is asked.
  handTo(asking) {
    this.asking = asking;
    return this.go(asking.manner === "handover" ? "handOver" : "start", asking);
  }

  sit(opened, draft) {
    this.sitting = new Sitting(this.tablet.drafts, opened, draft, this.tablet.shell.state().version);
  }

  rise() {
    if (this.sitting) this.sitting.watch.pause();
    if (this.sound) this.sound.stop();
    this.sitting = null;
    this.sound = null;
  }

  // Go on with an interview that was left open, by whoever was answering it.
  async resume(draft) {
    const opened = await openRound(this.tablet.stock, draft.round_id);
    await Promise.all(opened.instrument.languages.map(fetchWords));
    const { manner, place_id, language } = draft;
    this.asking = { opened, manner, place_id, language };
    this.sit(opened, draft);
    return this.go(manner === "interviewer" ? "question" : "handOver", this.asking);
  }

  // A fresh person at the kiosk: nothing of the one before can be reached.
  async startAnew() {
    const { sitting } = this;
    this.rise();
    if (sitting) await sitting.discard();
    return this.go("start", { ...this.asking, language: this.asking.opened.instrument.languages[0] });
  }

  returnToPerson() {
    return this.sitting ? this.go("question") : this.go("start", this.asking);
  }

  // The interviewer has the tablet again; what was begun stays, to be gone on with.
  async takenBack() {
    this.rise();
    this.asking = null;
    await this._dropKiosk();
    return this.go("home");
  }

  // What this interview says otherwise than the program's files, in one of its languages.
  wordsIn(language) {
    return (this.asking && this.asking.opened.words[language]) || {};
  }

  respondentsLanguage() {
    if (this.sitting) return this.sitting.language;
    return this.asking ? this.asking.language : this.language;
  }

  // The languages the interviewer's side can speak.
  async languages() {
    return Array.from(new Set([...offered(), ...(await this._spoken())]));
  }

  async _spoken() {
    const { rounds } = await this.tablet.stock.facts();
    return rounds.flatMap((round) => round.languages.map(({ code }) => code));
  }

  lock() {
    this.tablet.vault.lock();
  }

  _locked() {
    this.rise();
    this.asking = null;
    this.frame.wipe();
    this._unwatch();
    this._isWiped = true;
    if (!this._isBusy && !document.documentElement.hidden) this.begin();
  }

  // Leave at once: the screen is empty before anything else, and Back shows nothing.
  async leave() {
    if (this._isLeaving) return;
    this._isLeaving = true;
    document.documentElement.hidden = true;
    const { sitting } = this;
    this.rise();
    this.frame.wipe();
    const isKept = sitting && sitting.opened.settings.on_stop === "keep";
    if (sitting && !isKept) await Promise.race([sitting.discard().catch(() => {}), after(PATIENCE)]);
    if (this.tablet) this.tablet.vault.lock();
    location.replace(CALENDAR);
  }

  // At home, what the server or the program says meanwhile is shown at once.
  _refresh() {
    if (this._screen === "home" && this.tablet.vault.isOpen) refreshHome(this).catch(() => {});
  }

  _watch() {
    this._unwatch();
    this._unwatch = () => {};
    if (!this.tablet || !this.tablet.vault.isOpen) return;
    const isKiosk = Boolean(this.asking) && this.asking.manner === "kiosk";
    if (isKiosk && this._screen === "start") return;
    const limit = (isKiosk && this.asking.opened.settings.idle_seconds) || LOCK_AFTER;
    this._unwatch = watchIdle({ limit, warning: WARNING }, {
      warn: (seconds) => this._warn(seconds, isKiosk),
      again: () => this.frame.hush("idle"),
      end: () => (isKiosk ? this.startAnew() : this.lock()),
    });
  }

  _warn(seconds, isKiosk) {
    const what = isKiosk
      ? ngettext("In {num} second the questions begin again for another person.", "In {num} seconds the questions begin again for another person.", seconds)
      : ngettext("In {num} second the tablet locks.", "In {num} seconds the tablet locks.", seconds);
    this.frame.tell([gettext("Are you still there?"), what], "idle");
  }
}

const after = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function openApp() {
  const app = new App();
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") app.leave();
  });
  document.addEventListener("visibilitychange", () => {
    if (!app.sitting) return;
    if (document.hidden) app.sitting.watch.pause();
    else app.sitting.watch.go();
  });
  // A page brought back from the browser's memory shows nothing, and begins at the PIN.
  addEventListener("pagehide", () => app.frame.wipe());
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  app.begin().catch((error) => app.frame.fail(tellProblem(error)));
}

const calendar = document.getElementById("calendar");
if (calendar) drawCalendar(calendar);
else openApp();
