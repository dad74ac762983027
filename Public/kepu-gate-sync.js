// Tells the portal what happened at this device and hears what happened at others, whenever there is a connection.
const pause = 5_000;
const most = 200;

export class GateSync {
  // `changed` is called when something was heard, `told` with the state of the connection.
  constructor(store, addresses, { changed, told }) {
    Object.assign(this, { store, addresses, changed, told, isGone: false });
  }

  async begin() {
    this.events = await this.store.events();
    this.sent = (await this.store.fact("sent")) ?? 0;
    // The first time, the page itself tells the portal's time; a page that was kept tells an old one.
    this.offset = (await this.store.fact("offset")) ?? this.addresses.now - Date.now();
    this.doors = (await this.store.fact("doors")) ?? {};
    this.roster = await this.store.fact("roster");
    addEventListener("online", () => this.run());
    addEventListener("offline", () => { this.isOffline = true; this.told(); });
    await this.run();
  }

  // The portal's time, as far as this device knows it.
  now() { return Date.now() + this.offset; }

  isUnsent(event) { return event.device === this.store.device && event.number > this.sent; }

  get waiting() { return this.events.filter((event) => this.isUnsent(event)).length; }

  // Writes down what happened, first here.
  async note(event) {
    const whole = await this.store.note({ booking: null, note: "", ...event, at: this.now() });
    this.events.push(whole);
    this.changed();
    this.run();
    return whole;
  }

  async run() {
    if (this.isRunning) { this.isWanted = true; return; }
    this.isRunning = true;
    clearTimeout(this.timer);
    try {
      do { this.isWanted = false; await this.exchange(); } while (this.isWanted || this.waiting > 0);
      if (!this.roster || this.now() >= this.roster.until || Date.now() - (this.fetchedAt ?? 0) > 60_000) await this.fetchRoster();
      this.isOffline = false;
    } catch (error) {
      this.isOffline = !(error instanceof Refused);
      this.refusal = error instanceof Refused ? error.status : null;
    }
    this.isRunning = false;
    this.timer = setTimeout(() => this.run(), this.isOffline ? 3 * pause : pause);
    this.told();
  }

  async exchange() {
    // Another page of this browser is the same device and may have noted something.
    this.events = await this.store.events();
    const heard = {};
    for (const event of this.events) heard[event.device] = Math.max(heard[event.device] ?? 0, event.number);
    const own = this.events.filter((event) => this.isUnsent(event)).sort((a, b) => a.number - b.number).slice(0, most);
    const before = Date.now();
    const answer = await ask(this.addresses.events, {
      method: "POST", headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ device: this.store.device, name: (await this.store.fact("name")) ?? "", heard, events: own }),
    });
    const said = await answer.json();
    this.offset = said.now - Math.round((before + Date.now()) / 2);
    this.sent = said.accepted;
    this.doors = said.doors;
    for (const [name, value] of Object.entries({ offset: this.offset, sent: this.sent, doors: this.doors })) await this.store.keep(name, value);
    if (said.events.length > 0) {
      await this.store.hear(said.events);
      this.events.push(...said.events.filter((event) => event.device !== this.store.device));
      this.changed();
    }
    this.refusal = null;
    if (said.more) this.isWanted = true;
  }

  async fetchRoster() {
    const answer = await ask(this.addresses.roster, { headers: { accept: "application/json" }, cache: "no-store" });
    this.roster = await answer.json();
    this.fetchedAt = Date.now();
    await this.store.keep("roster", this.roster);
    await this.store.forget(this.roster.from, this.sent);
    this.events = this.events.filter((event) => event.at >= this.roster.from || this.isUnsent(event));
    this.changed();
  }
}

// The portal answered, but not with what was asked for: nobody is logged in any more, or they may not.
class Refused extends Error {
  constructor(status) { super(String(status)); this.status = status; }
}

async function ask(address, options) {
  const answer = await fetch(address, { credentials: "same-origin", ...options });
  if (!answer.ok) throw answer.status >= 500 ? new Error(String(answer.status)) : new Refused(answer.status);
  if (answer.redirected || !answer.headers.get("content-type")?.includes("json")) throw new Refused(401);
  return answer;
}
