// Makes a draw again in the browser, from its file alone: by the rules that docs/draws.md tells, not by asking the portal.

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const utf8 = (text) => new TextEncoder().encode(text);
const sha256 = async (data) => new Uint8Array(await crypto.subtle.digest("SHA-256", data));

/** Canonical JSON (RFC 8785): names in the order of their UTF-16 code units, the rest as ECMAScript writes it. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join(",")}}`;
}

/** The lot of every request: the smallest of its tickets, as 16 hexadecimal digits. */
async function lots(payload) {
  const parts = [bytes(payload.secret), utf8(payload.publicValue), bytes(payload.listDigest)];
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((start, part) => (whole.set(part, start), start + part.length), 0);
  const key = await crypto.subtle.importKey("raw", await sha256(whole), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const found = new Map();
  for (const { number, weight } of payload.list.requests) {
    let smallest = "";
    for (let ticket = 1; ticket <= weight; ticket++) {
      const lot = hex(new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(`${number}:${ticket}`)))).slice(0, 16);
      if (smallest === "" || lot < smallest) smallest = lot;
    }
    found.set(number, smallest);
  }
  return found;
}

/** Requests by lot; equal ones, which nobody will see, by number. */
const inTurn = (lot) => (a, b) => {
  const [one, other] = [lot.get(a.number), lot.get(b.number)];
  return one < other ? -1 : one > other ? 1 : a.number - b.number;
};

/** The lottery: who is first in turn gets the first wish where all its people fit. */
function lottery(list, lot) {
  const left = list.sessions.map((session) => session.places);
  const closed = left.map(() => false);
  const given = new Map();
  for (const request of [...list.requests].sort(inTurn(lot))) {
    for (const wish of request.wishes) {
      if (closed[wish]) continue;
      if (request.people <= left[wish]) {
        left[wish] -= request.people;
        given.set(request.number, { session: wish, pass: 0 });
        break;
      }
      closed[wish] = !list.smallerMayFollow;
    }
  }
  return given;
}

/** The longest beginning, in the order of a date, whose people fit whole; what comes behind is refused. */
function beginning(asked, date, places, order) {
  const sorted = [...asked].sort(order(date));
  let taken = 0;
  const end = sorted.findIndex((request) => (taken += request.people) > places);
  return end < 0 ? { kept: sorted, refused: [] } : { kept: sorted.slice(0, end), refused: sorted.slice(end) };
}

/** The allocation: schools ask, dates keep the longest beginning that fits, until nobody who was refused has a wish left. */
function allocation(list, lot) {
  const left = list.sessions.map((session) => session.places);
  const given = new Map();
  const turn = inTurn(lot);
  const tier = (request, date) => request.tiers[request.wishes.indexOf(date)] ?? 0;
  const order = (date) => (a, b) => tier(a, date) - tier(b, date) || turn(a, b);
  for (let pass = 0; ; pass++) {
    const asked = left.map(() => []);
    const next = new Map();
    const asking = list.requests.filter((request) => !given.has(request.number)).sort(turn);
    while (asking.length > 0) {
      const request = asking.pop();
      const at = request.wishes.findIndex(
        (wish, index) => index >= (next.get(request.number) ?? 0) && request.people <= left[wish]);
      if (at < 0) continue;
      next.set(request.number, at + 1);
      const date = request.wishes[at];
      const before = beginning(asked[date], date, left[date], order);
      asked[date].push(request);
      const after = beginning(asked[date], date, left[date], order);
      const lost = before.kept.filter((other) => after.refused.includes(other));
      asking.push(...lost, ...(after.refused.includes(request) ? [request] : []));
    }
    const kept = asked.map((requests, date) => beginning(requests, date, left[date], order).kept);
    if (kept.every((requests) => requests.length === 0)) return given;
    kept.forEach((requests, date) => {
      for (const request of requests) {
        given.set(request.number, { session: date, pass });
        left[date] -= request.people;
      }
    });
  }
}

/**
 * Checks the file of a draw: the commitment, the digest of the list, every lot and every outcome, by drawing again.
 *
 * Returns what does not agree, or nothing. The signature is for `kepu lottery verify`, which knows the portal's key.
 */
export async function faultOf(bundle, shown = {}) {
  const payload = bundle?.payload;
  if (payload?.kind !== "kepu.draw" || payload.version !== 1) return "kepu.draw";
  if (hex(await sha256(bytes(payload.secret))) !== payload.commitment) return "secret";
  if (hex(await sha256(utf8(canonical(payload.list)))) !== payload.listDigest) return "list";
  if ((shown.commitment ?? payload.commitment) !== payload.commitment) return "commitment";
  if ((shown.digest ?? payload.listDigest) !== payload.listDigest) return "digest";
  const lot = await lots(payload);
  const given = (payload.list.method === "lottery" ? lottery : allocation)(payload.list, lot);
  if (payload.outcome.length !== lot.size) return "outcome";
  for (const told of payload.outcome) {
    const found = given.get(told.number) ?? { session: null, pass: null };
    if (told.lot !== lot.get(told.number) || told.session !== found.session || told.pass !== found.pass) return `${told.number}`;
  }
  return null;
}

/** A button that checks the draw of the page: `<kepu-draw data-file="…">`. */
class KepuDraw extends HTMLElement {
  connectedCallback() {
    // Browsers give these functions to pages of secure origins only.
    if (!globalThis.crypto?.subtle) return;
    this.hidden = false;
    this.querySelector("button").addEventListener("click", () => this.check());
  }

  async check() {
    const [button, output, words] = [this.querySelector("button"), this.querySelector("output"), this.dataset];
    button.disabled = true;
    output.textContent = words.busy;
    let fault = "";
    try {
      const answer = await fetch(words.file);
      fault = await faultOf(await answer.json(), { commitment: words.commitment, digest: words.digest });
    } catch (error) {
      fault = error.message;
    }
    output.textContent = fault === null ? words.good : words.bad.replace("{what}", fault);
    output.className = fault === null ? "tone-open" : "field-error";
    button.disabled = false;
  }
}

if (!customElements.get("kepu-draw")) customElements.define("kepu-draw", KepuDraw);
