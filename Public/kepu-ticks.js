// A list of boxes: one button ticks all of the page or none, and shift-click ticks a range.
customElements.define("kepu-ticks", class extends HTMLElement {
  connectedCallback() {
    const boxes = [...this.querySelectorAll("tbody input[type=checkbox]")];
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    const isAll = () => boxes.every((box) => box.checked);
    const label = () => { button.textContent = isAll() ? this.dataset.none : this.dataset.all; };
    button.addEventListener("click", () => {
      const all = isAll();
      for (const box of boxes) box.checked = !all;
      label();
    });
    let last = null;
    this.addEventListener("click", (event) => {
      const index = boxes.indexOf(event.target);
      if (index < 0) return;
      if (event.shiftKey && last !== null) {
        for (let at = Math.min(last, index); at <= Math.max(last, index); at++) boxes[at].checked = event.target.checked;
      }
      last = index;
      label();
    });
    label();
    this.querySelector("table")?.parentElement.before(button);
  }
});
