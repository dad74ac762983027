// "Near me": asks for the position only when the button is pressed, and sends it with one search.
for (const button of document.querySelectorAll("[data-near]")) {
  if (!("geolocation" in navigator)) break;
  button.hidden = false;
  const hint = document.querySelector("[data-near-hint]");
  if (hint) hint.hidden = false;
  button.addEventListener("click", () => {
    button.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const address = new URL(button.dataset.near, location.href);
        address.searchParams.set("near", `${coords.latitude.toFixed(4)},${coords.longitude.toFixed(4)}`);
        location.assign(address);
      },
      () => button.removeAttribute("aria-busy"),
      { maximumAge: 60000, timeout: 10000 });
  });
}
