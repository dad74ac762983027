// Numbers of people by thumb: a button for one less and one for one more beside every number of a form. The buttons are for pointers
// alone: by keyboard and screen reader the number itself is stepped (ARIA Authoring Practices, spinbutton).
class Steps extends HTMLElement {
  connectedCallback() {
    for (const input of this.querySelectorAll("input[type=number]")) {
      const box = document.createElement("span");
      box.className = "steps";
      input.replaceWith(box);
      box.append(this.button(input, -1, "−"), input, this.button(input, 1, "+"));
    }
  }

  button(input, by, sign) {
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    button.setAttribute("aria-hidden", "true");
    button.textContent = sign;
    button.addEventListener("click", () => {
      const number = Math.max(0, (Number.parseInt(input.value, 10) || 0) + by);
      input.value = number === 0 ? "" : String(number);
      for (const kind of ["input", "change"]) input.dispatchEvent(new Event(kind, { bubbles: true }));
    });
    return button;
  }
}
customElements.define("kepu-steps", Steps);
