// Small behaviours. Every page works without them.

const live = document.querySelector("#live");
const announce = (text) => { live.textContent = text; };
const on = (kind, selector, act) => document.addEventListener(kind, (event) => {
  const found = event.target.closest?.(selector);
  if (found) act(found, event);
});

// The programme switcher narrows as one types.
on("input", "[data-filter]", (field) => {
  const wanted = field.value.trim().toLowerCase();
  for (const row of document.querySelectorAll(`${field.dataset.filter} > *`)) {
    row.hidden = !row.textContent.toLowerCase().includes(wanted);
  }
});

// A menu closes when one looks elsewhere; Escape closes it and goes back to its button.
const openMenus = () => document.querySelectorAll(".topbar details[open], .menu[open], .sheet[open]");
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    const wasInside = menu.contains(document.activeElement);
    menu.open = false;
    if (wasInside) menu.querySelector("summary").focus();
  }
});

// A link to a page that asks once more opens the same question as a dialog instead.
on("click", "[data-dialog]", (opener, event) => {
  const dialog = document.getElementById(opener.dataset.dialog);
  if (!dialog?.showModal) return;
  event.preventDefault();
  dialog.showModal();
});
on("click", "dialog [data-close]", (button) => button.closest("dialog").close());

// A long form warns before what was typed is lost.
const changed = new Set();
on("input", "form[data-guard]", (form) => changed.add(form));
document.addEventListener("submit", (event) => changed.delete(event.target));
window.addEventListener("beforeunload", (event) => { if (changed.size) event.preventDefault(); });

// Copy a field; the button says that it was done.
for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
on("click", "[data-copy]", async (button) => {
  await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).value);
  button.querySelector("span").textContent = button.dataset.done;
  announce(button.dataset.done);
});

// Tick all boxes of a table.
for (const box of document.querySelectorAll("[data-all]")) box.closest("[hidden]")?.removeAttribute("hidden");
on("change", "[data-all]", (all) => {
  for (const box of document.querySelectorAll(all.dataset.all)) box.checked = all.checked;
});

// Errors take the focus, and what was done is told.
document.querySelector("[data-focus]")?.focus();
const toast = document.querySelector(".toast-line [data-said]");
if (toast) setTimeout(announce, 300, toast.textContent);

// After a swap: tell what changed, and go on where the person was.
document.addEventListener("htmx:afterSettle", (event) => {
  const told = event.target.closest?.("[data-announce]") ?? event.target.querySelector?.("[data-announce]");
  if (told) announce(told.dataset.announce);
  event.target.querySelector?.("[data-focus]")?.focus();
});

// Whatever could not be swapped in is said on a line of its own; what was typed stays.
const say = (name) => {
  document.querySelector(".toast-late")?.remove();
  const line = document.getElementById(name).content.firstElementChild.cloneNode(true);
  document.body.append(line);
  announce(line.querySelector("[data-said]").textContent);
};
document.addEventListener("htmx:beforeSwap", (event) => {
  const { pathname } = new URL(event.detail.xhr.responseURL, location.href);
  if (pathname !== document.body.dataset.signIn) return;
  event.detail.shouldSwap = false;
  say("session-ended");
});
document.addEventListener("raanu:signed-out", () => say("session-ended"));
document.addEventListener("htmx:responseError", () => say("not-done"));
document.addEventListener("htmx:sendError", () => say("not-done"));
