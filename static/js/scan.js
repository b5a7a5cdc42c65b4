// Read QR codes with a camera: `const reading = await scan(video, { onFound, onState })`.
//
// onFound(text) is called for every QR code seen, frame after frame, until it returns true.
// onState(word) tells where things are: starting, scanning, stopped; interrupted, while something such
// as a call has the camera; or why there is no camera: insecure, no_camera, denied, in_use, lost,
// failed. In each of those `scan` gives null.
// Pictures stay in this page: nothing of them is kept or sent.

import { BarcodeDetector, prepareZXingModule } from "./barcode-detector.js";

/**
 * @typedef {"insecure" | "no_camera" | "denied" | "in_use" | "lost" | "failed"} Fault
 * @typedef {"starting" | "scanning" | "interrupted" | "stopped" | Fault} State
 * @typedef {(text: string) => boolean} OnFound
 * @typedef {(state: State) => void} OnState
 */

// The library would fetch its WebAssembly from its makers' servers; ours serves it.
const WASM = new URL("./zxing_reader.wasm", import.meta.url).href;
const MOST = 1920; // pixels of the longer side of a picture that is searched
const QUICK = 800; // every other picture is searched smaller: most codes are large, and time counts
const PAUSE = 80; // ms between two looks where the browser does not announce its frames
const MAX_FAILED = 25; // pictures one after the other that could not be searched: it is not one bad picture
const LENS = "scan-camera"; // the camera that was chosen on this device, by its id

/** @type {Record<string, Fault>} */
const REASONS = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "no_camera",
  OverconstrainedError: "no_camera",
  NotReadableError: "in_use",
  AbortError: "in_use",
};

/** Fetch and compile the reader ahead of the first picture. */
export function prepare() {
  return prepareZXingModule({
    overrides: { locateFile: (/** @type {string} */ name) => (name.endsWith(".wasm") ? WASM : name) },
    fireImmediately: true,
  });
}

/** The cameras by id and name. Names come only after permission. */
export async function cameras() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  const found = devices.filter((each) => each.kind === "videoinput" && each.deviceId);
  return found.map((each, place) => ({ id: each.deviceId, name: each.label || `Camera ${place + 1}` }));
}

/**
 * Offer the cameras there are, with the one in use chosen; with one alone there is nothing to choose.
 *
 * @param {HTMLSelectElement} choice
 * @param {HTMLElement} around
 * @param {string} current
 */
export async function offerCameras(choice, around, current) {
  const found = await cameras();
  choice.replaceChildren(...found.map(({ id, name }) => new Option(name, id)));
  choice.value = current;
  around.hidden = found.length < 2;
}

/**
 * Use this camera from now on, on this device.
 *
 * @param {string} camera
 */
export function keepLens(camera) {
  localStorage.setItem(LENS, camera);
}

/**
 * Start reading, with the camera that was chosen here, else the one that faces away from the person.
 *
 * @param {HTMLVideoElement} video
 * @param {{ onFound: OnFound, onState?: OnState, torch?: boolean }} options
 */
export async function scan(video, { onFound, onState = () => {}, torch = false }) {
  onState("starting");
  const reading = new Reading(video, onFound, onState);
  try {
    const [stream] = await Promise.all([open(localStorage.getItem(LENS)), prepare()]);
    await reading.begin(stream);
  } catch (error) {
    reading.end();
    onState(reasonOf(error));
    return null;
  }
  if (torch) await reading.light(true);
  return reading;
}

/** @param {string | null} camera */
async function open(camera) {
  if (!window.isSecureContext) throw new DOMException("not https", "InsecureError");
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("none", "NotFoundError");
  const away = { facingMode: { ideal: "environment" } };
  if (!camera) return ask(away);
  // The chosen one may be unplugged by now, or the browser may have named them anew.
  return ask({ deviceId: { exact: camera } }).catch((error) => {
    if (!["OverconstrainedError", "NotFoundError"].includes(error.name)) throw error;
    return ask(away);
  });
}

/** @param {MediaTrackConstraints} which */
function ask(which) {
  const size = { width: { ideal: 1920 }, height: { ideal: 1080 } };
  return navigator.mediaDevices.getUserMedia({ audio: false, video: { ...which, ...size } });
}

/** @param {unknown} error */
function reasonOf(error) {
  const { name } = /** @type {Error} */ (error);
  if (name === "InsecureError") return "insecure";
  return REASONS[name] ?? "failed";
}

class Reading {
  #video;
  #onFound;
  #onState;
  /** @type {MediaStream | null} */
  #stream = null;
  /** @type {BarcodeDetector | null} */
  #detector = null;
  #canvas = document.createElement("canvas");
  #turn = 0;
  #failed = 0;
  #ended = false;
  #leave = () => this.stop();
  #hide = () => document.visibilityState === "hidden" && this.stop();

  /**
   * @param {HTMLVideoElement} video
   * @param {OnFound} onFound
   * @param {OnState} onState
   */
  constructor(video, onFound, onState) {
    this.#video = video;
    this.#onFound = onFound;
    this.#onState = onState;
  }

  /**
   * Show the stream and look at its pictures.
   *
   * @param {MediaStream} stream
   */
  async begin(stream) {
    this.#stream = stream;
    this.#detector = new BarcodeDetector({ formats: ["qr_code"] });
    window.addEventListener("pagehide", this.#leave);
    document.addEventListener("visibilitychange", this.#hide);
    this.#track.addEventListener("ended", () => this.#lose("lost"));
    this.#track.addEventListener("mute", () => this.#say());
    this.#track.addEventListener("unmute", () => this.#say());
    this.#video.srcObject = stream;
    await this.#video.play();
    this.#focus();
    this.#say();
    this.#next();
  }

  /** Whether the camera shows the person who holds it: then a mirror is what they expect. */
  get mirrors() {
    return this.#track.getSettings().facingMode !== "environment";
  }

  /** The id of the camera in use. */
  get camera() {
    return this.#track.getSettings().deviceId ?? "";
  }

  /** Whether this camera has a light. */
  get hasLight() {
    return Boolean(this.#track.getCapabilities?.().torch);
  }

  /**
   * Turn the light on or off; says whether that worked.
   *
   * @param {boolean} on
   */
  async light(on) {
    try {
      await this.#track.applyConstraints({ advanced: [{ torch: on }] });
      return this.hasLight;
    } catch {
      return false;
    }
  }

  /** Let go of the camera, and say so. */
  stop() {
    if (this.#ended) return;
    this.end();
    this.#onState("stopped");
  }

  /** Let go of the camera. */
  end() {
    this.#ended = true;
    window.removeEventListener("pagehide", this.#leave);
    document.removeEventListener("visibilitychange", this.#hide);
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#video.srcObject = null;
  }

  get #track() {
    return /** @type {MediaStream} */ (this.#stream).getVideoTracks()[0];
  }

  /** A muted camera gives no pictures: a call has it, say. It may come back by itself. */
  #say() {
    if (!this.#ended) this.#onState(this.#track.muted ? "interrupted" : "scanning");
  }

  /** @param {Fault} fault */
  #lose(fault) {
    if (this.#ended) return;
    this.end();
    this.#onState(fault);
  }

  #focus() {
    const modes = this.#track.getCapabilities?.().focusMode ?? [];
    if (!modes.includes("continuous")) return;
    this.#track.applyConstraints({ advanced: [{ focusMode: "continuous" }] }).catch(() => {});
  }

  #next() {
    if (this.#ended) return;
    const look = () => this.#look();
    if (this.#video.requestVideoFrameCallback) this.#video.requestVideoFrameCallback(look);
    else setTimeout(look, PAUSE);
  }

  async #look() {
    const codes = await this.#search();
    if (this.#ended) return;
    if (codes.some((code) => this.#onFound(code.rawValue))) this.end();
    if (this.#failed >= MAX_FAILED) this.#lose("failed");
    this.#next();
  }

  /** The codes in the picture as it is now. One that cannot be searched is passed over. */
  async #search() {
    const detector = /** @type {BarcodeDetector} */ (this.#detector);
    try {
      const picture = this.#ended ? null : this.#picture();
      const codes = picture ? await detector.detect(picture) : [];
      this.#failed = 0;
      return codes;
    } catch {
      this.#failed += 1;
      return [];
    }
  }

  /** The picture as it is now, in full, and every other time smaller. */
  #picture() {
    const { videoWidth: width, videoHeight: height } = this.#video;
    if (!width) return null;
    this.#turn += 1;
    const most = this.#turn % 2 ? QUICK : MOST;
    const scale = Math.min(1, most / Math.max(width, height));
    this.#canvas.width = Math.round(width * scale);
    this.#canvas.height = Math.round(height * scale);
    const context = /** @type {CanvasRenderingContext2D} */ (
      this.#canvas.getContext("2d", { willReadFrequently: true })
    );
    context.drawImage(this.#video, 0, 0, this.#canvas.width, this.#canvas.height);
    return context.getImageData(0, 0, this.#canvas.width, this.#canvas.height);
  }
}
