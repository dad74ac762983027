// The page of a door (检票): tickets are read and people counted on this device, with or without a connection.
const setup = JSON.parse(document.getElementById("kepu-gate").textContent);
const [{ verify }, log, { GateStore }, { GateSync }, { GateView, element }, { GateCamera }] = await Promise.all(
  ["ticket", "log", "store", "sync", "view", "camera"].map((name) => import(setup.modules[name])));
const find = (name) => document.querySelector(`[data-gate-${name}]`);

class GateDesk {
  async begin() {
    this.view = new GateView(setup.words, document.documentElement.lang, setup.zone);
    this.store = await GateStore.open(setup.base);
    this.sync = new GateSync(this.store, setup, { changed: () => this.show(), told: () => this.view.connection(this.sync) });
    for (const part of document.querySelectorAll("[data-gate-scripted]")) part.hidden = false;
    this.listen();
    this.keepPage();
    this.view.answer("idle", this.view.say("ready"), [this.view.say("scan")]);
    await this.sync.begin();
    this.show();
  }

  get door() { return { base: setup.base, rules: this.sync.roster?.rules ?? setup.rules, roster: this.sync.roster?.bookings ?? {} }; }

  get state() {
    const booked = Object.fromEntries(Object.values(this.door.roster).map((line) => [line.booking, line.people]));
    const from = this.sync.roster?.from ?? 0;
    return log.stateOf(this.sync.events.filter((event) => event.at >= from), this.door.rules.capacity, booked);
  }

  show() {
    const state = this.state;
    this.view.numbers(state);
    this.view.connection(this.sync);
    this.view.list(this.sync.roster, state, find("search").value.trim(), (line) => this.meet(line, log.answerLine(this.door, line, this.sync.now(), this.state)));
  }

  // MARK: What the guard does

  listen() {
    this.field = find("scan").elements.code;
    find("scan").addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.field.value;
      this.field.value = "";
      this.read(text);
    });
    // A hand scanner types wherever the focus is; what it types belongs into the field.
    addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || !/^[A-Za-z0-9]$/.test(event.key)) return;
      if (!event.target.closest?.("input, textarea, select")) this.field.focus();
    });
    find("walk-in").addEventListener("submit", (event) => this.count(event));
    find("search").addEventListener("input", () => this.show());
    this.listenToName();
    this.listenToCamera();
    this.field.focus();
  }

  async listenToName() {
    const field = find("name");
    field.value = (await this.store.fact("name")) ?? "";
    field.addEventListener("change", () => this.store.keep("name", field.value.trim()).then(() => this.sync.run()));
  }

  listenToCamera() {
    const button = find("camera");
    const camera = new GateCamera(find("picture"), setup.library, (text) => this.read(text));
    button.hidden = !navigator.mediaDevices?.getUserMedia;
    button.addEventListener("click", async () => {
      try {
        if (camera.isOn) await camera.stop(); else await camera.start();
      } catch {
        this.view.answer("ask", this.view.say("noCamera"), [this.view.say("noCameraHelp")]);
      }
      button.setAttribute("aria-pressed", String(camera.isOn));
    });
  }

  // People without a booking who come, and people who go.
  async count(event) {
    event.preventDefault();
    const people = Number(event.target.elements.people.value);
    if (!Number.isInteger(people) || people < 1 || people > 100_000) return;
    const kind = event.submitter?.value === "exit" ? "exit" : "walk_in";
    const places = this.state.places;
    if (kind === "walk_in" && places !== null && places < people) {
      const again = () => this.note({ kind, people, note: "full" }, this.view.say("walkInDone"));
      return this.refuseFull({ people, places, leaveFirst: this.state.leaveFirst }, [this.button("letInAnyway", again)]);
    }
    await this.note({ kind, people }, this.view.say(kind === "exit" ? "exitDone" : "walkInDone"));
    event.target.elements.people.value = "1";
    this.field.focus();
  }

  // MARK: A ticket

  async read(typed) {
    const text = typed.replace(/\s+/g, "").toUpperCase();
    if (!text) return;
    const byNumber = text.length <= 13 ? this.door.roster[text.replace(/[IL]/g, "1").replaceAll("O", "0")] : null;
    if (byNumber) return this.meet(byNumber, log.answerLine(this.door, byNumber, this.sync.now(), this.state));
    const found = await verify(text, this.sync.roster?.keys ?? setup.keys);
    if (found.fault) return this.view.answer("no", this.view.say(found.fault === "badSignature" ? "forged" : "unreadable"), [this.view.say(`${found.fault}Help`)]);
    const { ticket } = found;
    const line = this.door.roster[ticket.booking];
    if (!found.isProven && (!line || line.serial !== ticket.serial || line.session !== ticket.session)) {
      return this.view.answer("ask", this.view.say("unproven"), [this.view.say("unprovenHelp")]);
    }
    return this.meet(line ?? { ...ticket, name: "" }, log.answerTicket(this.door, ticket, this.sync.now(), this.state));
  }

  // Acts on the answer to a booking.
  async meet(line, answer) {
    const who = [line.name, `${this.view.time(line.starts)}–${this.view.time(line.ends)}`, line.booking].filter(Boolean).join(" · ");
    const view = this.view;
    switch (answer.answer) {
      case "welcome": case "back":
        return ["group", "school"].includes(line.audience) ? this.askNumber(line, answer, who) : this.admit(line, answer.people, who, answer.answer);
      case "full":
        return this.refuseFull(answer, answer.places > 0 ? [this.button("letInSome", () => this.admit(line, answer.places, who), { people: answer.places })] : []);
      case "seen":
        return view.answer("no", view.say("seen"), [this.where(answer.first), view.say("inside", { people: answer.inside }), who], [this.override(line, who, "seen")]);
      case "early": case "late":
        return view.answer("no", view.say(answer.answer), [view.say(`${answer.answer}Help`, { time: view.time(answer.at) }), who], [this.override(line, who, answer.answer)]);
      default:
        return view.answer("no", view.say(answer.answer), [view.say(`${answer.answer}Help`), who]);
    }
  }

  where(event) {
    const door = event.device === this.store.device ? this.view.say("thisDevice") : this.sync.doors[event.device] || event.device.slice(0, 6);
    return this.view.say("seenAt", { time: this.view.time(event.at), door });
  }

  async admit(line, people, who, answer = "welcome", kind = "entry", note = "") {
    await this.sync.note({ kind, booking: line.booking, people, note });
    const actions = people > 1 ? [this.button("oneFewer", () => this.fewer(line, who))] : [];
    const lines = [this.view.say("people", { people }), line.companions > 0 ? this.view.say("companions", { people: line.companions }) : "", who];
    this.view.answer("yes", this.view.say(answer), lines, actions);
    this.field.focus();
  }

  async fewer(line, who) {
    await this.sync.note({ kind: "correction", booking: line.booking, people: -1 });
    this.view.answer("yes", this.view.say("corrected"), [this.view.say("people", { people: this.state.bookings[line.booking].inside }), who]);
    this.field.focus();
  }

  // A group is counted; who is not among them is not waited for, unless the guard says so.
  askNumber(line, answer, who) {
    const number = element("input", { type: "number", min: 0, max: 100_000, value: answer.people, id: "gate-number", required: true });
    const later = element("input", { type: "checkbox", id: "gate-later" });
    const form = element("form", { className: "row" }, element("label", { htmlFor: "gate-number", textContent: this.view.say("counted") }), number,
      element("label", { className: "check" }, later, " ", this.view.say("othersLater")),
      element("button", { className: "button button-primary", textContent: this.view.say("letIn") }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const people = Number(number.value);
      if (!Number.isInteger(people) || people < (later.checked ? 1 : 0)) return;
      const places = this.state.places;
      if (places !== null && places < people) this.refuseFull({ people, places, leaveFirst: this.state.leaveFirst });
      else this.admit(line, people, who, answer.answer, later.checked ? "entry" : "group");
    });
    const companions = line.companions > 0 ? this.view.say("companions", { people: line.companions }) : "";
    this.view.answer("ask", this.view.say("countGroup"), [this.view.say("booked", { people: line.people }), companions, who], [form]);
    number.select();
    number.focus();
  }

  refuseFull({ people, places, leaveFirst }, actions = []) {
    const lines = [this.view.say("fullHere", { people, places })];
    if (leaveFirst) lines.push(this.view.say("closedUntil", { people: leaveFirst }));
    this.view.answer("no", this.view.say("full"), lines, actions);
  }

  override(line, who, reason) { return this.button("letInAnyway", () => this.admit(line, line.people, who, "welcome", "entry", reason)); }

  async note(event, told) {
    await this.sync.note(event);
    this.view.answer("yes", told, [this.view.say("people", { people: event.people })]);
  }

  button(words, act, values) {
    const button = element("button", { type: "button", className: "button", textContent: this.view.say(words, values) });
    button.addEventListener("click", act, { once: true });
    return button;
  }

  // MARK: Without a connection

  async keepPage() {
    if (!navigator.serviceWorker) return;
    try {
      await navigator.serviceWorker.register(setup.worker, { scope: setup.scope });
      const registration = await navigator.serviceWorker.ready;
      navigator.serviceWorker.addEventListener("message", (event) => { if (event.data?.kept) document.documentElement.dataset.gateKept = "yes"; });
      registration.active.postMessage({ keep: [location.pathname, ...setup.keep] });
    } catch { /* works as long as the page stays open */ }
  }
}

const desk = new GateDesk();
await desk.begin();
