// What browsers of before 2023 lack, in one place: the oldest that we answer for are Safari 15.4 and
// Chrome 100.

/**
 * A signal that gives up after so many milliseconds: `AbortSignal.timeout` (Safari 16, Chrome 103).
 * @param {number} wait
 */
export function within(wait) {
  const control = new AbortController();
  setTimeout(() => control.abort(), wait);
  return control.signal;
}

/**
 * What a form sends when this button sends it: `new FormData(form, button)` (Safari 16.4, Chrome 112).
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} [button]
 */
export function bodyOf(form, button = null) {
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  const { name, value } = /** @type {HTMLButtonElement} */ (button ?? {});
  if (name) body.append(name, value);
  return body;
}

/**
 * Send a form as its button would: `requestSubmit` (Safari 16).
 * @param {HTMLFormElement} form
 */
export function sendForm(form) {
  if (typeof form.requestSubmit === "function") form.requestSubmit();
  else form.submit();
}
