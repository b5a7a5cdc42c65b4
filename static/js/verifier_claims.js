// The forms of claims: what signing/receipts.py, decisions.py and status.py ask of each, and in which order they stand.

/** @typedef {Record<string, any>} Members */

const LAST_SECOND = 253402300799;
const LONGEST_FRESH = 7 * 24 * 60 * 60;

const BITS_64 = /^[A-Za-z0-9_-]{10}[AEIMQUYcgkosw048]$/;
const BITS_96 = /^[A-Za-z0-9_-]{16}$/;
const BITS_128 = /^[A-Za-z0-9_-]{21}[AQgw]$/;
export const URL_FORM = /^https?:\/\/[A-Za-z0-9._~:/[\]-]{1,120}$/;
const NAME = /^[A-Za-z0-9._~:/+@-]{1,64}$/;
const CONDITION = /^[a-z_]{1,32}$/;
const TYPES = ["sound", "video", "photo", "live"]; // in the one order of a token
const AGREEMENTS = ["agreed", "conditions"];
const LISTS = ["withdrawn", "superseded", "not_agreed", "agreement_ended"];

const isText = (/** @type {unknown} */ value, /** @type {RegExp} */ form) =>
  typeof value === "string" && form.test(value);
const isNumber = (/** @type {any} */ value, /** @type {number} */ least, most = Number.MAX_SAFE_INTEGER) =>
  Number.isSafeInteger(value) && least <= value && value <= most;
const isTimes = (/** @type {Members} */ { iat, exp }) =>
  isNumber(iat, 0, LAST_SECOND) && isNumber(exp, iat + 1, LAST_SECOND);

/**
 * A receipt's claims in their order, or null for a claim of a wrong form.
 *
 * @param {Members} members
 * @returns {any}
 */
export function receiptForm({ iss, aud, jti, iat, exp, ans, rec, part, by, rules, rh, log }) {
  const right =
    isText(iss, URL_FORM) &&
    isText(aud, NAME) &&
    isText(jti, BITS_128) &&
    isTimes({ iat, exp }) &&
    isText(rules, NAME) &&
    isText(rh, BITS_96) &&
    Array.isArray(log) &&
    log.length === 2 &&
    isNumber(log[0], 0) &&
    isText(log[1], BITS_64);
  if (!right) return null;
  if (ans === "refused") return { iss, aud, jti, iat, exp, ans, rules, rh, log };
  const given =
    ans === "given" &&
    areTypes(rec) &&
    ["talking", "whole"].includes(part) &&
    ["patient", "companion", "staff"].includes(by);
  return given ? { iss, aud, jti, iat, exp, ans, rec, part, by, rules, rh, log } : null;
}

/**
 * A decision's claims in their order, or null.
 *
 * @param {Members} members
 * @returns {any}
 */
export function decisionForm({ iss, aud, sub, n, dec, rec, con, role, iat, exp, until }) {
  const right =
    isText(iss, URL_FORM) &&
    isText(aud, NAME) &&
    isText(sub, BITS_128) &&
    isNumber(n, 1) &&
    isTimes({ iat, exp }) &&
    ["clinician", "manager"].includes(role);
  if (!right) return null;
  const end = { role, iat, exp };
  if (AGREEMENTS.includes(dec)) {
    if (rec !== undefined && !areTypes(rec)) return null;
    const types = rec === undefined ? {} : { rec }; // none in tokens of before: all that was asked
    if (dec === "agreed") return { iss, aud, sub, n, dec, ...types, ...end };
    return areConditions(con) ? { iss, aud, sub, n, dec, ...types, con, ...end } : null;
  }
  if (dec === "not_agreed") return { iss, aud, sub, n, dec, ...end };
  if (dec !== "wait") return null;
  if (until === undefined) return { iss, aud, sub, n, dec, ...end };
  return isNumber(until, iat + 1, LAST_SECOND) ? { iss, aud, sub, n, dec, ...end, until } : null;
}

/**
 * Types of recording: at least one, each once and in their order.
 *
 * @param {any} rec
 */
function areTypes(rec) {
  // Each is compared with a type, not the list as text: `[""]` joins to nothing as `[]` does.
  return (
    Array.isArray(rec) &&
    rec.length > 0 &&
    rec.every((each) => TYPES.includes(each)) &&
    rec.every((each, place) => place === 0 || TYPES.indexOf(rec[place - 1]) < TYPES.indexOf(each))
  );
}

/**
 * The types of a receipt that a decision on it agrees to (K3); none where it does not agree, and
 * null for one that agrees to more than the receipt asks.
 *
 * @param {{ dec: string, rec?: string[] }} decision
 * @param {{ rec: string[] }} receipt
 * @returns {string[] | null}
 */
export function agreedTypes(decision, receipt) {
  if (!AGREEMENTS.includes(decision.dec)) return [];
  const types = decision.rec ?? receipt.rec;
  return types.every((each) => receipt.rec.includes(each)) ? types : null;
}

/**
 * @param {any} con
 */
function areConditions(con) {
  return (
    Array.isArray(con) &&
    con.length >= 1 &&
    con.length <= 12 &&
    new Set(con).size === con.length &&
    con.every((each) => isText(each, CONDITION))
  );
}

/**
 * A status list's claims in their order, or null.
 *
 * @param {Members} members
 * @returns {any}
 */
export function statusForm(members) {
  const { iss, iat, seq, from, to, fresh } = members;
  const right =
    isText(iss, URL_FORM) &&
    isNumber(iat, 0, LAST_SECOND) &&
    isNumber(seq, 0) &&
    isNumber(from, 0, LAST_SECOND) &&
    isNumber(to, from, LAST_SECOND) &&
    isNumber(fresh, 1, LONGEST_FRESH) &&
    LISTS.every((name) => areMarks(members[name]));
  if (!right) return null;
  const lists = Object.fromEntries(LISTS.map((name) => [name, members[name]]));
  return { iss, iat, seq, from, to, fresh, ...lists };
}

/**
 * @param {any} marks
 */
function areMarks(marks) {
  return (
    Array.isArray(marks) &&
    marks.every((each, place) => isText(each, BITS_64) && (place === 0 || marks[place - 1] < each))
  );
}
