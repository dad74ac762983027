// What a guard sees and hears: a colour, a word and a sound for every answer, the numbers, the list of the day.
const find = (name) => document.querySelector(`[data-gate-${name}]`);
export const filled = (words, values = {}) => words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

export class GateView {
  constructor(words, language, timeZone) {
    this.words = words;
    this.number = new Intl.NumberFormat(language);
    this.clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", timeZone });
  }

  say(name, values) { return filled(this.words[name] ?? name, values); }
  time(at) { return this.clock.format(at); }

  // `tone` is yes, no or ask. What the guard may do about it stands in `actions`.
  answer(tone, title, lines, actions = []) {
    const panel = find("answer");
    panel.className = `gate-answer is-${tone}`;
    panel.replaceChildren(element("h2", { textContent: title }), ...lines.filter(Boolean).map((text) => element("p", { textContent: text })));
    if (actions.length > 0) panel.append(element("div", { className: "row" }, ...actions));
    if (tone !== "idle") this.signal(tone);
  }

  signal(tone) {
    navigator.vibrate?.({ yes: [80], no: [200, 80, 200], ask: [80, 60, 80] }[tone] ?? []);
    try {
      this.audio ??= new AudioContext();
      const start = this.audio.currentTime;
      const notes = { yes: [[880, 0], [1320, 0.1]], no: [[220, 0], [180, 0.22]], ask: [[660, 0]] }[tone] ?? [];
      for (const [pitch, after] of notes) {
        const [tone1, loudness] = [this.audio.createOscillator(), this.audio.createGain()];
        tone1.frequency.value = pitch;
        loudness.gain.setValueAtTime(0.2, start + after);
        loudness.gain.exponentialRampToValueAtTime(0.001, start + after + 0.2);
        tone1.connect(loudness).connect(this.audio.destination);
        tone1.start(start + after);
        tone1.stop(start + after + 0.2);
      }
    } catch { /* a device without sound */ }
  }

  numbers(state) {
    find("inside").textContent = this.number.format(Math.max(0, state.inside));
    find("came").textContent = this.number.format(state.came);
    const places = find("places");
    if (!places) return;
    places.textContent = state.places === null ? "—" : this.number.format(state.places);
    find("full").textContent = state.isFull ? this.say("closedUntil", { people: this.number.format(state.leaveFirst) }) : "";
    find("full").hidden = !state.isFull;
  }

  connection(sync) {
    const line = find("status");
    const [waiting, roster] = [sync.waiting, sync.roster];
    const words = [];
    if (sync.refusal) words.push(this.say("logIn"));
    else if (sync.isOffline) words.push(this.say("offline"));
    else words.push(this.say("online"));
    if (waiting > 0) words.push(this.say("waiting", { count: this.number.format(waiting) }));
    words.push(roster ? this.say("listFrom", { time: this.time(roster.made) }) : this.say("noList"));
    const text = words.join(" ");
    if (line.textContent !== text) line.textContent = text;
    line.classList.toggle("is-offline", Boolean(sync.refusal || sync.isOffline));
    find("log-in").hidden = !sync.refusal;
  }

  // The bookings of the day; `pick` is called with the line that was chosen.
  list(roster, state, wanted, pick) {
    const rows = Object.values(roster?.bookings ?? {})
      .filter((line) => !wanted || `${line.booking} ${line.name}`.toLowerCase().includes(wanted.toLowerCase()))
      .sort((a, b) => a.starts - b.starts || (a.booking < b.booking ? -1 : 1)).slice(0, 200);
    find("list").replaceChildren(...rows.map((line) => this.row(line, state, pick)));
    find("none").hidden = rows.length > 0;
  }

  row(line, state, pick) {
    const attendance = state.bookings[line.booking];
    const came = attendance ? `${attendance.came} / ${line.people}` : `0 / ${line.people}`;
    const button = element("button", { type: "button", className: "button", textContent: this.say("checkIn") });
    button.setAttribute("aria-label", `${this.say("checkIn")}: ${line.name || line.booking}`);
    button.addEventListener("click", () => pick(line));
    const note = line.cancelled ? this.say("cancelledShort") : state.doubles.includes(line.booking) ? this.say("doubleShort") : "";
    const number = element("td", {}, line.name ? `${line.name} ` : "", element("code", { textContent: line.booking }));
    if (note) number.append(" ", element("strong", { className: "tag tag-warn", textContent: note }));
    return element("tr", {}, element("td", { textContent: `${this.time(line.starts)}–${this.time(line.ends)}` }), number,
      element("td", { className: "number", textContent: came }),
      element("td", { className: "number", textContent: String(Math.max(0, attendance?.inside ?? 0)) }),
      element("td", {}, line.cancelled ? "" : button));
  }
}
