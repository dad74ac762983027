// A stage: asks every second whether anything changed and shows it, lets the clock run in between, gives the desk its keys.
const root = document.querySelector("[data-live]");
const swaps = root && "version" in root.dataset;
let seen = root && (root.dataset.version ?? root.dataset.scene);
let offset = performance.now();

for (const link of document.querySelectorAll("[data-live-reload]")) link.hidden = true;

function tick() {
  for (const clock of document.querySelectorAll("[data-clock]")) {
    let elapsed = Number(clock.dataset.elapsed);
    if ("running" in clock.dataset) elapsed += performance.now() - offset;
    const seconds = Math.floor(elapsed / 1000);
    const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    const time = clock.querySelector("[data-clock-time]");
    if (time.textContent !== text) time.textContent = text;
    clock.classList.toggle("is-over", elapsed > Number(clock.dataset.limit));
  }
}

// Puts what the portal shows now in the place of what stands here, and the focus back where it was.
async function swap() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
  if (!fresh) return;
  const opened = [...root.querySelectorAll("details")].map((details) => details.open);
  const typed = [...root.querySelectorAll("input:not([type=hidden])")].map((field) => [field.id, field.value]);
  const focus = document.activeElement?.id;
  root.replaceChildren(...fresh.childNodes);
  root.dataset.version = fresh.dataset.version;
  seen = fresh.dataset.version;
  offset = performance.now();
  root.querySelectorAll("details").forEach((details, index) => { details.open = opened[index] ?? details.open; });
  for (const [id, value] of typed) { const field = id && document.getElementById(id); if (field && value) field.value = value; }
  if (focus) document.getElementById(focus)?.focus();
  const status = document.querySelector("[data-live-status]");
  const words = root.querySelector("[data-live-say]")?.dataset.liveSay;
  if (status && words && status.textContent !== words) status.textContent = words;
}

async function look() {
  if (!document.hidden) {
    try {
      const answer = await fetch(root.dataset.live, { cache: "no-store", headers: { accept: "application/json" } });
      const board = answer.ok ? await answer.json() : null;
      const now = board && (swaps ? board.version : board.scene);
      if (board && now !== seen) {
        if (swaps) await swap(); else location.reload();
      } else if (board?.current) {
        const clock = root.querySelector("[data-clock]");
        if (clock && "running" in clock.dataset && swaps) { clock.dataset.elapsed = board.current.elapsed_ms; offset = performance.now(); }
      }
    } catch { /* no connection: the next look may have one */ }
  }
  setTimeout(look, 1000);
}

// Keys of the desk, unless somebody types or has switched them off.
const keys = document.querySelector("[data-keys-on]");
if (keys) {
  try { keys.checked = localStorage.getItem("kepu-stage-keys") !== "off"; } catch { /* forbidden */ }
  keys.addEventListener("change", () => { try { localStorage.setItem("kepu-stage-keys", keys.checked ? "on" : "off"); } catch { /* forbidden */ } });
  addEventListener("keydown", (event) => {
    if (!keys.checked || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, button, a, summary")) return;
    const button = [...document.querySelectorAll("button[data-key]")].find((each) => each.dataset.key === event.key.toLowerCase());
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  });
}

if (root) {
  setInterval(tick, 200);
  setTimeout(look, 1000);
}
