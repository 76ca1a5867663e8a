// Will the browser keep what we keep, and is there room?

// Below this much free space the tablet says so, in bytes.
const LOW = 50e6;

export class Space {
  // Ask the browser not to clear our storage by itself: true, false, or null where it
  // cannot say.
  async ask() {
    const { storage } = navigator;
    if (!storage || !storage.persist) return { persisted: null };
    return { persisted: await storage.persist() };
  }

  async facts() {
    const { storage } = navigator;
    if (!storage || !storage.estimate) return { persisted: null, free: null, used: null, low: false };
    const [{ quota, usage }, persisted] = await Promise.all([storage.estimate(), storage.persisted()]);
    const free = quota - usage;
    return { persisted, free, used: usage, low: free < LOW };
  }
}
