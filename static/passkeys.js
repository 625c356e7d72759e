// Passkeys. A form tells by data-passkey what it is for; allauth's own scripts do the ceremony.
//   login    the options are fetched when the button is pressed
//   confirm  data-options holds what the browser needs
//   add      the same, and a box "data-passwordless" decides whether the key signs in alone
const kinds = { login: "loginForm", confirm: "authenticateForm", add: "addForm" };

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const { passkey, options, button, passwordless } = form.dataset;
  const credential = form.elements.credential.id;
  const opener = document.getElementById(button);
  if (!window.PublicKeyCredential) continue; // the button stays hidden
  opener.hidden = false;
  for (const around of document.querySelectorAll("[data-passkey-only]")) around.hidden = false;
  window.allauth.webauthn.forms[kinds[passkey]]({
    data: options ? JSON.parse(options) : undefined,
    ids: { login: button, authenticate: button, add: button, credential, passwordless },
  });
}

// Somebody closed the browser's question, or the key is unknown: say it, and lose nothing.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const note = document.querySelector("[data-passkey-error]");
  note.hidden = false;
  note.focus();
});
