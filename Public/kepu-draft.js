// A form that never loses a word: saves while somebody types, keeps on this device what could not be sent, sends it later.
const pause = 3000;
const key = (id) => `kepu-draft-${id}`;
const read = (id) => { try { return JSON.parse(localStorage.getItem(key(id))); } catch { return null; } };
const write = (id, draft) => { try { localStorage.setItem(key(id), JSON.stringify(draft)); } catch { /* full or forbidden */ } };
const drop = (id) => { try { localStorage.removeItem(key(id)); } catch { /* forbidden */ } };

class Draft {
  constructor(form) {
    this.form = form;
    this.id = form.dataset.draft;
    this.status = form.querySelector("[data-draft-status]");
    this.stored = this.content();
    this.restore();
    form.addEventListener("input", () => this.typed());
    form.addEventListener("change", () => this.typed());
    form.addEventListener("submit", () => { this.isLeaving = true; clearTimeout(this.timer); });
    addEventListener("online", () => this.send());
    addEventListener("pageshow", () => { this.isLeaving = false; });
    addEventListener("beforeunload", (event) => {
      this.leftAt = Date.now();
      if (!this.isLeaving && this.isDirty()) event.preventDefault();
    });
  }

  // Whether the next page may be on its way already. It may show what was stored before the last save, so the words stay on this
  // device for it to compare.
  get isGoing() { return Date.now() - (this.leftAt ?? 0) < 10_000; }

  get version() { return this.form.elements._version; }

  // All that is typed but files, tickets and the version, as pairs that can be put back; an empty field says nothing.
  content() {
    const isTyped = ([name, value]) => typeof value === "string" && value !== "" && name !== "_form" && name !== "_version";
    return JSON.stringify([...new FormData(this.form)].filter(isTyped));
  }

  isDirty() { return this.content() !== this.stored; }

  typed() {
    write(this.id, { version: this.version.value, content: this.content(), at: Date.now() });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), pause);
  }

  // Words of an earlier visit that never reached the portal; what is stored there is newer when somebody else wrote since.
  restore() {
    const kept = read(this.id);
    if (!kept) return;
    if (kept.content === this.stored) { drop(this.id); return; }
    const values = new Map();
    for (const [name, value] of JSON.parse(kept.content)) values.set(name, [...(values.get(name) ?? []), value]);
    for (const field of this.form.elements) {
      if (!field.name || field.type === "file" || field.type === "hidden" || field.type === "submit") continue;
      const wanted = values.get(field.name) ?? [];
      if (field.type === "checkbox") field.checked = wanted.includes(field.value);
      else field.value = wanted[0] ?? "";
    }
    this.version.value = kept.version;
    this.say(this.form.dataset.restored);
    this.timer = setTimeout(() => this.send(), pause);
  }

  say(words) { this.status.textContent = words; }

  async send() {
    if (this.isSending || this.isStuck || this.isLeaving || !this.isDirty() && !this.unanswered) return;
    this.isSending = true;
    // What was sent and not answered may have arrived: the same is sent again, which changes nothing then.
    const { content, body } = this.unanswered ?? { content: this.content(), body: new FormData(this.form) };
    for (const [name, value] of [...body]) if (typeof value !== "string") body.delete(name);
    body.set("_form", this.form.elements._form.value);
    try {
      const answer = await fetch(this.form.getAttribute("action"), { method: "POST", body, headers: { accept: "application/json" } });
      if (answer.status >= 500) throw new Error(String(answer.status));
      this.unanswered = null;
      await this.hear(answer, content);
    } catch {
      this.unanswered = { content, body };
      this.say(this.form.dataset.offline);
      this.timer = setTimeout(() => this.send(), 4 * pause);
    }
    this.isSending = false;
    if (!this.isStuck && this.isDirty() && !this.unanswered) this.timer = setTimeout(() => this.send(), pause);
  }

  async hear(answer, content) {
    if (answer.ok) {
      const { version, told } = await answer.json();
      this.version.value = version;
      this.stored = content;
      if (this.isDirty() || this.isGoing) write(this.id, { version, content: this.content(), at: Date.now() }); else drop(this.id);
      this.say(told);
    } else if (answer.status === 409) {
      this.isStuck = true;
      this.say(this.form.dataset.conflict);
    } else if (answer.status !== 401 && await this.renew()) {
      this.timer = setTimeout(() => this.send(), pause);
    } else {
      this.say(this.form.dataset.expired);
    }
  }

  // A ticket lasts half a day and one login; a fresh one stands in the form as the portal would show it now.
  async renew() {
    const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
    const ticket = page.querySelector("form[data-draft] input[name=_form]");
    if (ticket) this.form.elements._form.value = ticket.value;
    return Boolean(ticket);
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) new Draft(form);

// The page of what was handed in: nothing of it has to stay on this device.
for (const mark of document.querySelectorAll("[data-draft-done]")) {
  const kept = read(mark.dataset.draftDone);
  if (kept && Number(kept.version) < Number(mark.dataset.version)) drop(mark.dataset.draftDone);
}
