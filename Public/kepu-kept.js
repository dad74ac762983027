// Forms that are filled in where there may be no connection: what is typed is kept on this device at once, sent as a draft
// after a pause, and sent later when it could not be sent. <form data-kept="KEY" data-save="PATH">
const pause = 2000;
const name = (key) => `kepu-kept-${key}`;
const read = (key) => { try { return JSON.parse(localStorage.getItem(name(key))); } catch { return null; } };
const write = (key, kept) => { try { localStorage.setItem(name(key), JSON.stringify(kept)); } catch { /* full or forbidden */ } };
const drop = (key) => { try { localStorage.removeItem(name(key)); } catch { /* forbidden */ } };

class Kept {
  constructor(form) {
    this.form = form;
    this.key = form.dataset.kept;
    this.status = form.querySelector("[data-kept-status]");
    this.sent = this.content();
    this.restore();
    form.addEventListener("input", () => this.typed());
    form.addEventListener("submit", (event) => this.leave(event));
    addEventListener("online", () => this.send());
    addEventListener("pageshow", () => { this.isLeaving = false; });
    addEventListener("beforeunload", (event) => {
      this.leftAt = Date.now();
      if (!this.isLeaving && !this.isKept()) event.preventDefault();
    });
  }

  // Whether the next page may be on its way already. It may show what was stored before the last save, so the words stay on this
  // device for it to compare.
  get isGoing() { return Date.now() - (this.leftAt ?? 0) < 10_000; }

  // All that is typed, without tickets and versions.
  content() {
    return JSON.stringify([...new FormData(this.form)].filter(([field, value]) => typeof value === "string" && !field.startsWith("_")));
  }

  isKept() { return this.content() === this.sent || read(this.key)?.content === this.content(); }

  typed() {
    write(this.key, { content: this.content() });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), pause);
  }

  // Words of an earlier visit that never reached the portal. Where a form comes back with errors it holds them already.
  restore() {
    const kept = read(this.key);
    if (!kept || kept.content === this.sent || document.querySelector(".error-summary")) return;
    const values = new Map();
    for (const [field, value] of JSON.parse(kept.content)) values.set(field, [...(values.get(field) ?? []), value]);
    for (const field of this.form.elements) {
      if (!field.name || ["hidden", "submit", "file"].includes(field.type)) continue;
      const wanted = values.get(field.name) ?? [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
      else field.value = wanted[0] ?? "";
    }
    const version = this.form.elements._version;
    if (version && kept.version > Number(version.value)) version.value = kept.version;
    this.say(this.form.dataset.restored);
    this.form.dispatchEvent(new Event("kept-restored"));
    if (this.form.dataset.save) this.timer = setTimeout(() => this.send(), pause);
  }

  leave(event) {
    if (navigator.onLine === false) {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.say(this.form.dataset.offline);
      return;
    }
    this.isLeaving = true;
    clearTimeout(this.timer);
  }

  say(words) { if (this.status && words) this.status.textContent = words; }

  async send() {
    if (!this.form.dataset.save || this.isSending || this.isLeaving || this.isStuck || this.content() === this.sent) return;
    this.isSending = true;
    const [content, body] = [this.content(), new URLSearchParams(new FormData(this.form))];
    body.set("_kept", "yes");
    try {
      const answer = await fetch(this.form.dataset.save, { method: "POST", body, headers: { accept: "application/json" } });
      if (answer.status >= 500) throw new Error(String(answer.status));
      await this.hear(answer, content);
    } catch {
      this.say(this.form.dataset.offline);
      this.timer = setTimeout(() => this.send(), 5 * pause);
    }
    this.isSending = false;
  }

  async hear(answer, content) {
    if (answer.ok) {
      const { version, told } = await answer.json();
      this.form.elements._version.value = version;
      this.sent = content;
      if (this.content() === content) { if (this.isGoing) write(this.key, { content, version }); else drop(this.key); }
      else this.timer = setTimeout(() => this.send(), pause);
      this.say(told);
    } else if (answer.status === 403 && await this.renew()) {
      this.timer = setTimeout(() => this.send(), pause);
    } else if (answer.status === 409) {
      this.isStuck = true;
      this.say((await answer.json().catch(() => ({}))).told);
    } else {
      this.say(this.form.dataset.expired);
    }
  }

  // A ticket lasts half a day; a fresh one stands in the form as the portal would show it now.
  async renew() {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const ticket = [...page.querySelectorAll("form[data-kept]")].find((form) => form.dataset.kept === this.key)?.elements._form;
    if (ticket) this.form.elements._form.value = ticket.value;
    return Boolean(ticket);
  }
}

for (const form of document.querySelectorAll("form[data-kept]")) new Kept(form);

// What was handed in does not have to stay on this device.
for (const done of document.querySelectorAll("[data-kept-done]")) drop(done.dataset.keptDone);
