// Asks before a sign-in ends. Another tab may have been used meanwhile: the server knows.

const dialog = document.querySelector("#session-warning");
const WARN = 5 * 60;
const LONGEST = 60 * 60; // timers stand still while a laptop sleeps, so look once an hour at least
let timer;

const ask = async (options) => {
  const answer = await fetch(dialog.dataset.session, {
    headers: { Accept: "application/json" }, redirect: "error", ...options,
  });
  return answer.json();
};

const wait = (seconds) => {
  clearTimeout(timer);
  timer = setTimeout(look, Math.min(Math.max(seconds - WARN, 1), LONGEST) * 1000);
};

const show = ({ is_final: isFinal }) => {
  for (const part of dialog.querySelectorAll("[data-open]")) part.hidden = isFinal;
  for (const part of dialog.querySelectorAll("[data-final]")) part.hidden = !isFinal;
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("button:not([hidden])").focus();
};

const look = async () => {
  try {
    const found = await ask({});
    if (found.seconds > WARN) { wait(found.seconds); return; }
    if (!dialog.dataset.told) show(found);
    if (found.is_final) dialog.dataset.told = "once";
    timer = setTimeout(over, found.seconds * 1000 + 2000);
  } catch { over(); }
};

// Nothing is thrown away: what was typed stays on the page, and app.js says so.
const over = () => {
  if (dialog.open) dialog.close();
  document.dispatchEvent(new CustomEvent("raanu:signed-out"));
};

dialog.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const found = await ask({ method: "POST", body: new FormData(event.target) });
    dialog.close();
    wait(found.seconds);
  } catch { over(); }
});

// Not every page is noted by the server: it is exact to a tenth of the idle time.
const { idle, ends } = dialog.dataset;
wait(Math.min(Number(idle) * 0.9, Number(ends) - Date.now() / 1000));
