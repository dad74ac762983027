// Reads a ticket with nothing but the portal's public key; the layout is told in Sources/Visits/TicketToken.swift.
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const audiences = ["individual", "group", "school", "concession"];
const domain = new TextEncoder().encode("kepu ticket\n");
const signatureLength = 64;

// The bytes of a text; null for anything that the portal would not have written.
export function decode(text) {
  const bytes = [];
  let [rest, bits] = [0, 0];
  for (const letter of text.toUpperCase()) {
    const digit = letters.indexOf(letter);
    if (digit < 0) return null;
    rest = ((rest << 5) | digit) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((rest >> bits) & 255);
    }
  }
  return bits < 5 && (rest & ((1 << bits) - 1)) === 0 ? Uint8Array.from(bytes) : null;
}

// A number as the portal writes it in addresses.
function id(view, at) {
  let rest = view.getBigUint64(at);
  if (rest >> 63n) return null;
  let text = "";
  do {
    text = crockford[Number(rest & 31n)] + text;
    rest >>= 5n;
  } while (rest > 0n);
  return text;
}

// Numbers of one to three bytes, each in its shortest form.
function* shorts(bytes) {
  let [number, shift] = [0, 0];
  for (const byte of bytes) {
    if (shift === 21) return;
    number |= (byte & 127) << shift;
    shift += 7;
    if (byte < 128) {
      if (byte === 0 && shift > 7) return;
      yield number;
      [number, shift] = [0, 0];
    }
  }
  if (shift > 0) yield NaN;
}

// What a ticket says, whoever has written it.
export function read(text) {
  const bytes = text.length <= 200 ? decode(text) : null;
  if (!bytes || bytes.length <= signatureLength) return { fault: "unreadable" };
  if (bytes[0] >> 4 !== 1) return { fault: "unknownVersion" };
  const body = bytes.slice(0, -signatureLength);
  const view = new DataView(body.buffer);
  const audience = audiences[bytes[0] & 15];
  if (!audience || body.length < 32) return { fault: "unreadable" };
  const numbers = [...shorts(body.subarray(31))];
  const [people, companions, minutes, serial] = numbers;
  const ids = [3, 11, 19].map((at) => id(view, at));
  if (numbers.length !== 4 || numbers.some(Number.isNaN) || ids.includes(null) || people < 1 || companions > people) {
    return { fault: "unreadable" };
  }
  const starts = view.getUint32(27) * 60_000;
  return {
    ticket: { base: ids[0], session: ids[1], booking: ids[2], audience, people, companions, starts, ends: starts + minutes * 60_000, serial },
    hint: body[1] * 256 + body[2], body, signature: bytes.slice(-signatureLength),
  };
}

function bytesOf(base64url) {
  return Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

// Whether this browser can check signatures: only on a secure page, and Chromium since version 137.
export async function canVerify() {
  try {
    await crypto.subtle.importKey("raw", new Uint8Array(32), "Ed25519", false, ["verify"]);
    return true;
  } catch { return false; }
}

// The ticket, when one of the keys has signed it; `isProven` is false where this browser cannot check.
export async function verify(text, keys) {
  const found = read(text);
  if (found.fault) return found;
  if (!(await canVerify())) return { ticket: found.ticket, isProven: false };
  const message = new Uint8Array(domain.length + found.body.length);
  message.set(domain);
  message.set(found.body, domain.length);
  for (const each of keys.filter((key) => key.hint === found.hint)) {
    const key = await crypto.subtle.importKey("raw", bytesOf(each.key), "Ed25519", false, ["verify"]);
    if (await crypto.subtle.verify("Ed25519", key, found.signature, message)) return { ticket: found.ticket, isProven: true };
  }
  return { fault: "badSignature" };
}
