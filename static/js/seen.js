// A page takes no tap until it has been seen: the second tap of a shaking hand was meant for the
// page before. Only a press that began on this page, some time after it was drawn, presses anything.
//
// Keyboard, switch, screen reader and voice control press without a pointer: they are never held up.
// It stands in the head as a classic script, so that it is there before there is anything to tap.
{
  /** @typedef {{ counts: boolean }} Press */

  const WAIT = Number(document.documentElement.dataset.seenAfter); // ms; 0 in tests of other matters
  let shown = Infinity; // when the page was drawn
  /** @type {Press | undefined} */
  let press;

  const show = () => {
    shown = Infinity;
    requestAnimationFrame(() => (shown = performance.now()));
  };

  /**
   * A screen reader sends a press too, without any size (VoiceOver) or weight (TalkBack).
   * @param {PointerEvent} event
   */
  const isTouchless = ({ width, height, pressure, pointerType }) =>
    (width === 0 && height === 0) || (width === 1 && height === 1 && pressure === 0 && pointerType === "mouse");

  /** @param {MouseEvent} event */
  const isByHand = ({ isTrusted, detail, buttons }) => isTrusted && detail > 0 && buttons === 0;

  document.addEventListener(
    "pointerdown",
    (event) => {
      press = { counts: isTouchless(event) || event.timeStamp >= shown + WAIT };
    },
    { capture: true, passive: true },
  );
  document.addEventListener(
    "click",
    (event) => {
      if (!WAIT || press?.counts || !isByHand(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true },
  );

  show();
  window.addEventListener("pageshow", show);
  // What changed is a new page to whoever reads it; most answers to "is it still so?" change nothing.
  document.addEventListener("htmx:after:swap", (event) => {
    if (/** @type {CustomEvent} */ (event).detail.ctx.response.status === 200) show();
  });
  document.addEventListener("shown", show); // a dialog has opened
}
