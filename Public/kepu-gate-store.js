// What a device at a door keeps for itself: its name, its events, those of others, the roster of the day (IndexedDB).
const promised = (request) => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});

export class GateStore {
  static async open(base) {
    const request = indexedDB.open(`kepu-gate-${base}`, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("events", { keyPath: ["device", "number"] });
      request.result.createObjectStore("facts");
    };
    const store = new GateStore();
    store.db = await promised(request);
    store.device = await store.fact("device");
    if (!store.device) {
      store.device = Array.from(crypto.getRandomValues(new Uint8Array(22)), (byte) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[byte & 31]).join("");
      await store.keep("device", store.device);
    }
    navigator.storage?.persist?.();
    return store;
  }

  fact(name) { return promised(this.db.transaction("facts").objectStore("facts").get(name)); }
  keep(name, value) { return promised(this.db.transaction("facts", "readwrite").objectStore("facts").put(value, name)); }
  events() { return promised(this.db.transaction("events").objectStore("events").getAll()); }

  // Writes down what happened here. The number is given and the event kept in one transaction, so that two pages of one browser,
  // which are one device, never give the same number.
  note(event) {
    return new Promise((done, fail) => {
      const work = this.db.transaction(["events", "facts"], "readwrite", { durability: "strict" });
      let whole;
      const counter = work.objectStore("facts").get("number");
      counter.onsuccess = () => {
        const number = (counter.result ?? 0) + 1;
        whole = { ...event, device: this.device, number };
        work.objectStore("facts").put(number, "number");
        work.objectStore("events").add(whole);
      };
      work.oncomplete = () => done(whole);
      work.onerror = work.onabort = () => fail(work.error);
    });
  }

  // Takes over what others have noted.
  async hear(events) {
    const work = this.db.transaction("events", "readwrite");
    for (const event of events) if (event.device !== this.device) work.objectStore("events").put(event);
    await new Promise((done, fail) => {
      work.oncomplete = done;
      work.onerror = work.onabort = () => fail(work.error);
    });
  }

  // Forgets what is of an earlier day, once the portal has it: a phone at a door is no archive of names.
  async forget(before, sent) {
    const roster = await this.fact("roster");
    if (roster && roster.until <= before) await this.keep("roster", null);
    const old = (await this.events()).filter((event) => event.at < before && (event.device !== this.device || event.number <= sent));
    const work = this.db.transaction("events", "readwrite");
    for (const event of old) work.objectStore("events").delete([event.device, event.number]);
  }
}
