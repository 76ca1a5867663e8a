// Keeps the program itself on the tablet: registers the service worker, tells what became of
// it, and lets a new version in only when asked.

export class Shell {
  constructor() {
    this._state = { worker: "installing", why: null, newVersion: false };
    this._listeners = [];
    this._mayReload = false;
    this.registration = null;
  }

  // {worker: "unsupported" | "installing" | "ready" | "failed", why, newVersion, version}; a
  // `why` beside "ready" is why a newer version did not come.
  state() {
    return { ...this._state, version: document.documentElement.dataset.version || "" };
  }

  onChange(listener) {
    this._listeners.push(listener);
  }

  async start() {
    const { serviceWorker } = navigator;
    if (!serviceWorker) return this._tell({ worker: "unsupported" });
    serviceWorker.addEventListener("message", ({ data }) => data.failed && this._broken(data.failed));
    serviceWorker.addEventListener("controllerchange", () => this._changed());
    self.addEventListener("online", () => this._look());
    try {
      const options = { scope: "/collect", updateViaCache: "none" };
      this.registration = await serviceWorker.register("/collect/worker.js", options);
      this._follow();
    } catch (error) {
      this._failed(error);
    }
    return undefined;
  }

  // Let the waiting version in, and begin again with it.
  takeOver() {
    this._mayReload = true;
    const waiting = this.registration && this.registration.waiting;
    if (waiting) waiting.postMessage("take over");
    else location.reload();
  }

  _follow() {
    const { registration } = this;
    registration.addEventListener("updatefound", () => this._watch(registration.installing));
    if (registration.installing) this._watch(registration.installing);
    if (registration.active) this._tell({ worker: "ready", why: null });
    if (registration.waiting && registration.active) this._tell({ newVersion: true });
  }

  _watch(worker) {
    worker.addEventListener("statechange", () => {
      const { active } = this.registration;
      if (worker.state === "redundant" && !active) this._broken(this._state.why);
      if (worker.state === "activated") this._tell({ worker: "ready", why: null });
      if (worker.state === "installed" && active) this._tell({ newVersion: true });
    });
  }

  // What is here already goes on working when a newer version does not come.
  _broken(why) {
    const hasOld = this.registration && this.registration.active;
    this._tell({ worker: hasOld ? "ready" : "failed", why });
  }

  // Without a network a tablet that has everything is ready all the same.
  async _failed(error) {
    this.registration = (await navigator.serviceWorker.getRegistration("/collect")) || null;
    if (this.registration && this.registration.active) this._follow();
    else this._tell({ worker: "failed", why: String(error.message || error) });
  }

  _look() {
    if (this.registration) this.registration.update().catch(() => {});
  }

  // Another page of this tablet let a new version in: this one goes on as it is.
  _changed() {
    if (this._mayReload) location.reload();
  }

  _tell(change) {
    this._state = { ...this._state, ...change };
    this._listeners.forEach((listener) => listener());
  }
}
