// Sends the filter form whenever something is chosen, and puts the new results in the place of the old ones.
// Without this module the form has a button and does the same with a new page.
const form = document.querySelector("form[data-filters]");

async function show(address, push) {
  const answer = await fetch(address, { headers: { accept: "text/html" } });
  if (!answer.ok) return location.assign(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ["results", "count"]) document.getElementById(id)?.replaceWith(page.getElementById(id));
  const [map, next] = [document.querySelector("kepu-map"), page.querySelector("kepu-map")];
  if (map && next) {
    map.dataset.query = next.dataset.query;
    if (map.dataset.bounds !== next.dataset.bounds && next.dataset.bounds) map.dataset.bounds = next.dataset.bounds;
  }
  document.title = page.title;
  document.querySelector("main h1").textContent = page.querySelector("main h1").textContent;
  if (push) history.pushState({}, "", address);
}

function address() {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value !== "") query.append(name, value);
  return `${form.action}${query.size ? `?${query}` : ""}`;
}

function fill() {
  const query = new URLSearchParams(location.search);
  for (const field of form.elements) {
    if (!field.name) continue;
    if (field.type === "checkbox") field.checked = query.get(field.name) === field.value;
    else field.value = query.get(field.name) ?? "";
  }
}

if (form) {
  if (matchMedia("(min-width: 64rem)").matches) form.querySelector("details").open = true;
  form.addEventListener("change", (event) => { if (event.target.name !== "q") show(address(), true); });
  form.addEventListener("submit", (event) => { event.preventDefault(); show(address(), true); });
  addEventListener("popstate", () => { fill(); show(location.href, false); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#results .chip, #results .pagination a, #results .sorting a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.href, true).then(() => { fill(); scrollTo({ top: 0 }); });
  });
}
