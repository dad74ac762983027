// A rubric to be filled in from the keyboard: Enter goes to the next criterion, Page Up and Page Down to the next anchor, arrows
// a step; the sum is shown as it grows, points under a veto are marked, anchors can be pressed.
class Rubric {
  constructor(form) {
    this.form = form;
    this.points = [...form.querySelectorAll("input[type=number]")];
    this.sum = form.querySelector("[data-sum]");
    const keys = form.querySelector("[data-keys]");
    if (keys) keys.hidden = matchMedia("(hover: none)").matches;
    for (const field of this.points) {
      field.addEventListener("keydown", (event) => this.press(event, field));
      field.addEventListener("wheel", () => field.blur(), { passive: true });
    }
    for (const anchor of form.querySelectorAll("[data-points] > .anchor")) this.enhance(anchor);
    form.addEventListener("input", () => this.show());
    form.addEventListener("kept-restored", () => this.show());
    this.show();
  }

  // An anchor becomes a button that gives its points.
  enhance(anchor) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "anchor";
    button.append(...anchor.childNodes);
    anchor.replaceWith(button);
    const field = button.closest(".criterion").querySelector("input[type=number]");
    button.addEventListener("click", () => { this.set(field, button.parentElement.dataset.points); field.focus(); });
  }

  set(field, points) {
    field.value = points;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  press(event, field) {
    if (event.key === "Enter") {
      event.preventDefault();
      const next = this.points[this.points.indexOf(field) + 1] ?? this.form.querySelector("textarea, button[type=submit]");
      next.focus();
      next.select?.();
    } else if (event.key === "PageUp" || event.key === "PageDown") {
      event.preventDefault();
      const steps = this.anchors(field);
      const now = field.value === "" ? -1 : Number(field.value);
      const next = event.key === "PageUp" ? steps.find((points) => points > now) : steps.findLast((points) => points < now);
      if (next !== undefined) this.set(field, String(next));
    }
  }

  // The points of a criterion's anchors from below; without anchors quarters of the maximum.
  anchors(field) {
    const told = [...field.closest(".criterion").querySelectorAll("[data-points]")].map((item) => Number(item.dataset.points));
    const most = Number(field.max);
    const step = Number(field.step) || 1;
    const quarters = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * most / step) * step);
    return (told.length ? told : quarters).sort((a, b) => a - b);
  }

  show() {
    let sum = [...this.form.querySelectorAll("[data-fixed]")].reduce((total, fixed) => total + Number(fixed.value), 0);
    for (const field of this.points) {
      sum += Number(field.value) || 0;
      const criterion = field.closest(".criterion");
      criterion.classList.toggle("is-vetoed", field.value !== "" && Number(field.value) < Number(field.dataset.veto ?? -1));
      criterion.classList.toggle("is-given", field.value !== "" && field.checkValidity());
      for (const item of criterion.querySelectorAll("[data-points]")) {
        item.querySelector("button")?.setAttribute("aria-pressed", String(field.value !== "" && Number(field.value) === Number(item.dataset.points)));
      }
    }
    if (this.sum) this.sum.value = String(Math.round(sum * 100) / 100);
  }
}

for (const form of document.querySelectorAll("form[data-review]")) new Rubric(form);
