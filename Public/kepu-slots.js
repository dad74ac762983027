// Places of a month, asked for again every few seconds, and the time that is left to book what is held.
const month = document.querySelector("[data-availability]");
let last = "";

function put(holder, words, tone, kind) {
  const label = holder.querySelector("[data-words]");
  if (!label || label.textContent === words) return false;
  label.textContent = words;
  if (kind) holder.className = `day day-${tone}`; else label.className = `session-words tone-${tone}`;
  return true;
}

async function look() {
  if (!document.hidden) {
    try {
      // The browser sends the tag of what it has; an answer that has not changed is not sent again.
      const answer = await fetch(month.dataset.availability, { cache: "no-cache", headers: { accept: "application/json" } });
      const text = answer.ok ? await answer.text() : last;
      if (text !== last && text) {
        last = text;
        const { days, sessions } = JSON.parse(text);
        let changed = 0;
        for (const { day, short, tone } of days) {
          const cell = document.querySelector(`[data-day="${CSS.escape(day)}"]`);
          if (cell && put(cell, short, tone, true)) changed += 1;
        }
        const told = [];
        for (const { id, words, tone } of sessions) {
          const item = document.querySelector(`[data-session="${CSS.escape(id)}"]`);
          if (item && put(item, words, tone, false)) told.push(`${item.querySelector(".session-time").textContent}: ${words}`);
        }
        const status = document.querySelector("[data-availability-status]");
        if (status && (changed || told.length)) status.textContent = told.join("; ");
      }
    } catch { /* no connection: the next look may have one */ }
  }
  setTimeout(look, 10_000);
}

if (month) setTimeout(look, 3_000);

for (const clock of document.querySelectorAll("[data-until]")) {
  // By the portal's clock, as that of the phone may be wrong.
  const end = performance.now() + Number(clock.dataset.until) - Number(clock.dataset.now);
  const timer = setInterval(tick, 1_000);
  function tick() {
    const seconds = Math.max(0, Math.floor((end - performance.now()) / 1_000));
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds === 0) clearInterval(timer);
  }
  tick();
}
