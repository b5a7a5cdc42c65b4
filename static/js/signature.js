// Drawing a signature: strokes go to the server as points on a canvas of 1000 by 400, never as a picture.

import SignaturePad from "./signature_pad.js";

/** @typedef {[x: number, y: number]} Point */

const root = /** @type {HTMLElement} */ (document.querySelector("[data-sign]"));
const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(`[data-sign-${name}]`));
const canvas = /** @type {HTMLCanvasElement} */ (root.querySelector("canvas"));
const field = /** @type {HTMLInputElement} */ (part("strokes"));
const typed = part("typed");
const drawn = part("drawn");
const WIDTH = canvas.width;
const HEIGHT = canvas.height;
const pad = new SignaturePad(canvas, { minWidth: 3, maxWidth: 6, penColor: "#212b32" });

// The canvas keeps its own 1000 by 400 points however large it is shown.
/**
 * @param {{ x: number, y: number }} point
 * @returns {Point}
 */
function scale(point) {
  const box = canvas.getBoundingClientRect();
  return [Math.round((point.x * WIDTH) / box.width), Math.round((point.y * HEIGHT) / box.height)];
}

/** @returns {Point[][]} what is drawn, as it is sent; nothing where the field holds nothing that can be read */
function kept() {
  try {
    return JSON.parse(field.value || "[]");
  } catch {
    return [];
  }
}

// The canvas was turned, made larger, or has just come: what was drawn is drawn again to its size.
function fit() {
  const box = canvas.getBoundingClientRect();
  if (!box.width) return;
  canvas.width = box.width * window.devicePixelRatio;
  canvas.height = box.height * window.devicePixelRatio;
  canvas.getContext("2d")?.scale(window.devicePixelRatio, window.devicePixelRatio);
  const strokes = kept().map((stroke) => ({
    points: stroke.map(([x, y]) => ({
      x: (x * box.width) / WIDTH,
      y: (y * box.height) / HEIGHT,
      pressure: 0.5,
      time: 0,
    })),
    minWidth: 3,
    maxWidth: 6,
    penColor: "#212b32",
    dotSize: 0,
    velocityFilterWeight: 0.7,
    compositeOperation: /** @type {const} */ ("source-over"),
  }));
  pad.fromData(strokes);
}

function keep() {
  const strokes = pad.toData().map((stroke) => stroke.points.map(scale));
  field.value = JSON.stringify(strokes);
}

/** @param {string | undefined} how */
function choose(how) {
  typed.hidden = how === "drawn";
  drawn.hidden = how !== "drawn";
  if (how === "drawn") fit();
}

part("how").hidden = false;
/** @type {NodeListOf<HTMLInputElement>} */
const ways = root.querySelectorAll("[name=how]");
for (const radio of ways) {
  radio.addEventListener("change", () => choose(radio.value));
}
part("clear").addEventListener("click", () => {
  pad.clear();
  field.value = "";
});
pad.addEventListener("endStroke", keep);
window.addEventListener("resize", fit);
choose(root.dataset.how);
