// Passkeys: a form with `data-passkey` asks this browser for one ("create" or "get"), puts its
// answer in the field `credential`, and is sent as any form is. Without scripts, or where passkeys
// cannot work (another address than the one they are for), the form stays hidden.

const FAILED = "That did not work. Try again, or use your password.";

/** @param {string} text */
function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (each) => each.charCodeAt(0));
}

/** @param {ArrayBuffer | null} buffer */
function base64url(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer ?? new ArrayBuffer(0)));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * @param {string} kind
 * @param {any} options
 */
function ask(kind, options) {
  options.challenge = bytes(options.challenge);
  if (kind === "get") return navigator.credentials.get({ publicKey: options });
  options.user.id = bytes(options.user.id);
  for (const each of options.excludeCredentials) each.id = bytes(each.id);
  return navigator.credentials.create({ publicKey: options });
}

/** @param {any} credential */
function written(credential) {
  /** @type {Record<string, string>} */
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = base64url(credential.response[name]);
  }
  const { id, type } = credential;
  return JSON.stringify({ id, rawId: base64url(credential.rawId), type, response });
}

/** @param {HTMLFormElement} form */
async function answer(form) {
  const asked = await fetch(form.dataset.options ?? "");
  const credential = await ask(form.dataset.passkey ?? "", await asked.json());
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("credential"));
  field.value = written(credential);
  form.submit();
}

/** @type {NodeListOf<HTMLFormElement>} */
const forms = document.querySelectorAll("form[data-passkey]");
for (const form of forms) {
  if (!window.PublicKeyCredential || form.dataset.host !== window.location.hostname) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = /** @type {HTMLElement} */ (form.querySelector("[data-said]"));
    said.textContent = "";
    answer(form).catch(() => {
      said.textContent = FAILED;
    });
  });
}
