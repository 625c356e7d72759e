// Small behaviours. Every page works without them.

// The programme switcher narrows as one types.
document.addEventListener("input", (event) => {
  const list = event.target.dataset && event.target.dataset.filter;
  if (!list) return;
  const wanted = event.target.value.trim().toLowerCase();
  for (const row of document.querySelectorAll(`${list} > *`)) {
    row.hidden = !row.textContent.toLowerCase().includes(wanted);
  }
});

// Only one menu of the top bar stands open, and Escape closes it.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".topbar details[open], .menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll(".topbar details[open], .menu[open], .sheet[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A long form warns before what was typed is lost.
const guarded = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) guarded.add(form);
});
document.addEventListener("submit", (event) => guarded.delete(event.target));
window.addEventListener("beforeunload", (event) => {
  if (guarded.size) event.preventDefault();
});

// Copy a link; the button says that it was done.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).value);
  announce(button.dataset.done);
  button.querySelector("span").textContent = button.dataset.done;
});
for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;

// Tick all boxes of a table.
document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-all]");
  if (!all) return;
  for (const box of document.querySelectorAll(all.dataset.all)) box.checked = all.checked;
});
for (const box of document.querySelectorAll("[data-all]")) box.closest("[hidden]")?.removeAttribute("hidden");

// Errors take the focus; after a swap, what changed is told.
function announce(text) {
  document.querySelector("#live").textContent = text;
}
document.querySelector("[data-focus]")?.focus();
document.addEventListener("htmx:afterSettle", (event) => {
  const told = event.target.querySelector?.("[data-announce]") ?? document.querySelector("[data-announce]");
  if (told) announce(told.dataset.announce);
  event.target.querySelector?.("[data-focus]")?.focus();
});

// Somebody whose session has ended is sent to sign in, not shown the sign-in page inside a page.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.responseURL.includes("/accounts/login/")) {
    event.detail.shouldSwap = false;
    location.assign(`/accounts/login/?next=${encodeURIComponent(location.pathname)}`);
  }
});
