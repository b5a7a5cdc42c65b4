// The strict check of receipts, decisions and status lists in the browser: what signing/compact.py,
// receipts.py, decisions.py and status.py do, in the same order, with the same codes.
// A token has exactly one text: its claims are written again and compared.

import { decisionForm, receiptForm, statusForm } from "./verifier_claims.js";

/**
 * What a token says, before its form is checked.
 *
 * @typedef {Record<string, any>} Members
 * @typedef {{ kid: string, x: Uint8Array<ArrayBuffer> }} Key
 * @typedef {{ iss: string, aud: string, iat: number, exp: number }} Common
 * @typedef {Common & { jti: string, ans: "given" | "refused", rec: string[], part: string, by: string,
 *   rules: string, rh: string, log: [number, string] }} Receipt
 * @typedef {Common & { sub: string, n: number, dec: "agreed" | "conditions" | "wait" | "not_agreed",
 *   con?: string[], role: string, until?: number }} Decision
 * @typedef {{ iss: string, iat: number, seq: number, from: number, to: number, fresh: number, withdrawn: string[],
 *   superseded: string[], not_agreed: string[], agreement_ended: string[] }} Status
 */

const MOST = 2048; // bytes of a receipt or a decision
const MOST_LIST = 1024 * 1024; // and of a status list
const LEEWAY = 60; // seconds by which two clocks may differ

/** Why a token is not believed: a code as in signing/errors.py, and its claims if its signature holds. */
export class Bad extends Error {
  /**
   * @param {string} code
   * @param {Members | null} claims
   */
  constructor(code, claims = null) {
    super(code);
    this.code = code;
    this.claims = claims;
  }
}

/**
 * The keys of a JWK Set (RFC 7517) that are of our kind.
 *
 * @param {{ keys: Members[] }} jwks
 * @returns {Key[]}
 */
export function readKeys(jwks) {
  const ours = jwks.keys.filter((key) => key.kty === "OKP" && key.crv === "Ed25519" && key.kid && key.x);
  return ours.map(({ kid, x }) => ({ kid, x: decode(x) })).filter(({ x }) => isSound(x));
}

// The points of small order, as hex without the sign: with one of them anything is "signed".
const SMALL = [
  "00".repeat(32),
  `01${"00".repeat(31)}`,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  `ec${"ff".repeat(30)}7f`,
];

/**
 * Whether a key is one to go by: written canonically, and not of small order (as signing/keys.py asks).
 *
 * @param {Uint8Array} x
 */
function isSound(x) {
  const [low, ...rest] = x;
  const high = (rest.pop() ?? 0) & 0x7f;
  if (x.length !== 32 || (high === 0x7f && rest.every((byte) => byte === 0xff) && (low ?? 0) >= 0xed)) return false;
  const plain = [low ?? 0, ...rest, high].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return !SMALL.includes(plain);
}

/**
 * The claims of a receipt that was signed here, expired or not; `audience` is its site, null for any;
 * `former` is what the issuer was called before.
 *
 * @param {string} token
 * @param {Key[]} keys
 * @param {{ issuer: string, former?: string[], audience?: string | null, now: number }} expected
 * @returns {Promise<Receipt>}
 */
export async function readReceipt(token, keys, { issuer, former = [], audience = null, now }) {
  const claims = parse(await opened(token, "recording-consent+jwt", keys, MOST), receiptForm);
  meantHere(claims, [issuer, ...former], now, audience);
  return claims;
}

/**
 * The claims of a decision that was signed here; throws token-expired, with them, when it is too old.
 *
 * @param {string} token
 * @param {Key[]} keys
 * @param {{ issuer: string, former?: string[], audience: string | null, now: number }} expected
 * @returns {Promise<Decision>}
 */
export async function readDecision(token, keys, { issuer, former = [], audience, now }) {
  const claims = parse(await opened(token, "recording-decision+jwt", keys, MOST), decisionForm);
  meantHere(claims, [issuer, ...former], now, audience);
  if (isOver(claims, now)) throw new Bad("token-expired", claims);
  return claims;
}

/**
 * The claims of a status list; throws rolled-back, with them, for one older than was seen.
 *
 * @param {string} token
 * @param {Key[]} keys
 * @param {{ issuer: string, now: number, seen?: number }} expected
 * @returns {Promise<Status>}
 */
export async function readStatus(token, keys, { issuer, now, seen = 0 }) {
  const claims = parse(await opened(token, "recording-consent-status+jwt", keys, MOST_LIST), statusForm);
  meantHere(claims, [issuer], now);
  if (claims.seq < seen) throw new Bad("rolled-back", claims);
  return claims;
}

/**
 * Whether a receipt or decision is past its end of use.
 *
 * @param {{ exp: number }} claims
 * @param {number} now
 */
export function isOver(claims, now) {
  return now >= claims.exp + LEEWAY;
}

/**
 * Whether a list is fresh, by a clock that is not behind the list's own time.
 *
 * @param {Status} list
 * @param {number} now
 */
export function isFresh(list, now) {
  return list.iat - LEEWAY <= now && now <= list.iat + list.fresh;
}

/**
 * How a list names a receipt: the first 64 bits of SHA-256 of its id.
 *
 * @param {string} text
 */
export async function mark(text) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return encode(new Uint8Array(hash).slice(0, 8));
}

/**
 * What an unbelieved token says of itself, for a hint only; null where it says nothing readable.
 *
 * @param {string} token
 * @returns {Members | null}
 */
export function hearsay(token) {
  try {
    return JSON.parse(utf8(decode(token.split(".")[1])));
  } catch {
    return null;
  }
}

// --- the token ---

/**
 * @param {string} token
 * @param {string} typ
 * @param {Key[]} keys
 * @param {number} most
 */
async function opened(token, typ, keys, most) {
  if (token.length > most || new TextEncoder().encode(token).length > most) throw new Bad("token-too-long");
  const parts = token.split(".");
  if (parts.length !== 3 || parts[2].length !== 86) throw new Bad("token-malformed");
  const [header, payload, signature] = parts;
  const [claims, signed] = [decode(payload), decode(signature)];
  const key = keys.findLast((each) => header === headerOf(each.kid, typ));
  if (!key) throw headerFault(header, typ, keys);
  const message = new TextEncoder().encode(`${header}.${payload}`);
  if (!(await verifies(key, signed, message))) throw new Bad("bad-signature");
  return claims;
}

/**
 * @param {string} kid
 * @param {string} typ
 */
function headerOf(kid, typ) {
  return encode(new TextEncoder().encode(`{"alg":"EdDSA","kid":"${kid}","typ":"${typ}"}`));
}

/**
 * @param {string} header
 * @param {string} typ
 * @param {Key[]} keys
 */
function headerFault(header, typ, keys) {
  const members = readObject(decode(header));
  const named = Object.keys(members).sort().join();
  if (named !== "alg,kid,typ" || members.alg !== "EdDSA" || members.typ !== typ) return new Bad("bad-header");
  const unknown = typeof members.kid === "string" && !keys.some((each) => each.kid === members.kid);
  return new Bad(unknown ? "unknown-key" : "bad-header");
}

/**
 * @param {Key} key
 * @param {Uint8Array<ArrayBuffer>} signature
 * @param {Uint8Array<ArrayBuffer>} message
 */
async function verifies(key, signature, message) {
  try {
    const imported = await crypto.subtle.importKey("raw", key.x, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", imported, signature, message);
  } catch {
    return slowly(key, signature, message);
  }
}

/**
 * The same in a browser without Ed25519, by the one rule of OpenSSL and the other browsers: sB - kA, written
 * canonically, is R (RFC 8032 §5.1.7 without the cofactor, which would let more than one signature through).
 *
 * @param {Key} key
 * @param {Uint8Array<ArrayBuffer>} signature
 * @param {Uint8Array<ArrayBuffer>} message
 */
async function slowly(key, signature, message) {
  const { Point } = await import("./ed25519.js");
  const [r, s, order] = [signature.slice(0, 32), number(signature.slice(32)), Point.CURVE().n];
  if (s >= order) return false;
  const hashed = await crypto.subtle.digest("SHA-512", Uint8Array.of(...r, ...key.x, ...message));
  const k = number(new Uint8Array(hashed)) % order;
  try {
    const public_ = Point.fromBytes(key.x, false);
    const found = Point.BASE.multiply(s, false).subtract(public_.multiply(k, false)).toBytes();
    return r.every((byte, place) => byte === found[place]);
  } catch {
    return false; // no point of the curve
  }
}

/**
 * @param {Uint8Array} bytes the least first
 */
function number(bytes) {
  return BigInt(
    `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
      .reverse()
      .join("")}`,
  );
}

/**
 * @param {string} text
 */
function decode(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Bad("token-not-canonical");
  if (text.length % 4 === 1) throw new Bad("token-malformed");
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
  if (encode(bytes) !== text) throw new Bad("token-not-canonical");
  return bytes;
}

/**
 * @param {Uint8Array} bytes
 */
function encode(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * @param {Uint8Array} bytes
 */
function utf8(bytes) {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

/**
 * @param {Uint8Array} bytes
 * @returns {Members}
 */
function readObject(bytes) {
  let text, members;
  try {
    text = utf8(bytes);
    members = JSON.parse(text);
  } catch {
    throw new Bad("token-malformed");
  }
  const isObject = typeof members === "object" && members !== null && !Array.isArray(members);
  if (!isObject || names(text) !== depth(members)) throw new Bad("token-malformed");
  return members;
}

/**
 * How many names stand in a JSON text. More than its objects have: one was given twice.
 *
 * @param {string} text
 */
function names(text) {
  const strings = text.matchAll(/"(?:[^"\\]|\\.)*"\s*(:?)/gs);
  return [...strings].filter((each) => each[1]).length;
}

/**
 * @param {unknown} value
 * @returns {number}
 */
function depth(value) {
  if (typeof value !== "object" || value === null) return 0;
  const inner = Object.values(value).reduce((sum, each) => sum + depth(each), 0);
  return inner + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

// --- the claims ---

/**
 * @template T
 * @param {Uint8Array} bytes
 * @param {(members: Members) => T | null} form
 * @returns {T}
 */
function parse(bytes, form) {
  const members = readObject(bytes);
  const ordered = form(members);
  // One text only: the names in order, each once, none beside them, no space and no escape.
  if (!ordered || JSON.stringify(ordered) !== utf8(bytes)) throw new Bad("bad-claims");
  return ordered;
}

/**
 * @param {{ iss: string, aud?: string, iat: number }} claims
 * @param {string[]} issuers
 * @param {number} now
 * @param {string | null} audience
 */
function meantHere(claims, issuers, now, audience = null) {
  if (!issuers.includes(claims.iss)) throw new Bad("wrong-issuer", claims);
  if (audience !== null && claims.aud !== audience) throw new Bad("wrong-audience", claims);
  if (claims.iat > now + LEEWAY) throw new Bad("not-yet-valid", claims);
}
