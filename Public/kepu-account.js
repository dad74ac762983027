// Passkeys: adding one on the security page, and logging in with one. Without this module there are passwords and codes.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

async function post(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "content-type": "application/json", accept: "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function told(credential) {
  const response = { clientDataJSON: text(credential.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response };
}

function fail(near, message) {
  const place = near.parentElement.querySelector("[data-passkey-error]");
  if (place) { place.textContent = message; place.hidden = false; }
}

async function login(button) {
  try {
    const options = await post("/login/passkey/options", {});
    options.challenge = bytes(options.challenge);
    options.allowCredentials = (options.allowCredentials ?? []).map((entry) => ({ ...entry, id: bytes(entry.id) }));
    const credential = await navigator.credentials.get({ publicKey: options });
    const answer = await post("/login/passkey", { credential: told(credential), next: button.dataset.next });
    location.assign(answer.next);
  } catch { fail(button, button.dataset.failed); }
}

async function add(form) {
  try {
    const options = await post("/me/passkeys/options", {});
    options.challenge = bytes(options.challenge);
    options.user.id = bytes(options.user.id);
    options.excludeCredentials = (options.excludeCredentials ?? []).map((entry) => ({ ...entry, id: bytes(entry.id) }));
    const credential = await navigator.credentials.create({ publicKey: options });
    await post("/me/passkeys", { credential: told(credential), name: form.elements.passkey_name.value });
    location.reload();
  } catch { fail(form, form.dataset.failed); }
}

if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("[data-passkey-login]")) {
    button.hidden = false;
    button.addEventListener("click", () => login(button));
  }
  for (const form of document.querySelectorAll("[data-passkey-add]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => { event.preventDefault(); add(form); });
  }
  for (const hint of document.querySelectorAll("[data-passkey-unsupported]")) hint.hidden = true;
}
document.querySelector(".error-summary")?.focus();
