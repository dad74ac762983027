// Remembers light or dark. Until a choice is made, the system's is followed.
const root = document.documentElement;
const stored = localStorage.getItem("theme");
if (stored === "light" || stored === "dark") root.dataset.theme = stored;

const button = document.querySelector("[data-theme-toggle]");
if (button) {
  const isDark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const show = () => {
    button.setAttribute("aria-pressed", String(isDark()));
    button.querySelector("use")?.setAttribute("href", `/assets/icons.svg#${isDark() ? "sun" : "moon"}`);
  };
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
    show();
    document.dispatchEvent(new CustomEvent("kepu:theme"));
  });
}
