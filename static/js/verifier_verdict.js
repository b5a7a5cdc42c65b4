// What a check comes to, in words: from what is known now, and nothing else. Two facts, never one:
// the receipt, and the clinician's agreement. What is known too long is never a plain yes.

import { URL_FORM, agreedTypes } from "./verifier_claims.js";
import { isFresh, isOver } from "./verifier_token.js";
import { ago, and, capital, when } from "./verifier_words.js";

/**
 * @typedef {import("./verifier_token.js").Receipt} Receipt
 * @typedef {import("./verifier_token.js").Decision} Decision
 * @typedef {import("./verifier_token.js").Status} Status
 * @typedef {{ code: string, tone: string, word: string, text: string, points: string[] }} Band
 * @typedef {{ claims?: any, mark?: any, fault?: string, hearsay?: Record<string, any> | null }} Read
 * @typedef {{ receipt: Read, decision: Read | null, list: Status | null, now: number, issuer: string,
 *   keys: boolean, current: boolean, conditions?: Record<string, string>,
 *   sites?: Record<string, string> }} Known
 */

/** @type {Record<string, string>} */
const PARTS = { talking: "talking only", whole: "the whole visit" };
/** @type {Record<string, string>} */
const RECORDERS = { patient: "The patient", companion: "The person with them", staff: "Staff" };
const ASK = "Ask the clinician.";
const FINISH = "A recording already running may finish: ask the clinician.";
const UNKNOWN_CONDITION = "A condition: ask the clinician";
const UNREADABLE = ["token-malformed", "token-too-long"]; // not a token at all

/**
 * @param {string} code
 * @param {string} tone
 * @param {string} word
 * @param {string} text
 * @param {string[]} points
 * @returns {Band}
 */
const band = (code, tone, word, text, points = []) => ({ code, tone, word, text, points });

/**
 * The verdict on what was read: `receipt` (with `claims` or `fault`), maybe `decision` (likewise,
 * and `mark`), the status `list` that covers the receipt or null, the time `now` in seconds, the
 * `issuer`, what staff call each of the `conditions`, the names of the `sites`, whether there are `keys`, and whether they are
 * `current`: fetched just now. Its codes are those of signing/offline.py, and a few for what is not
 * genuine.
 *
 * @param {Known} known
 * @returns {{ band: Band, facts: [string, string][], types: string[] }} with the types that are agreed,
 *   whatever else stands in the way; none of the others is ever green
 */
export function verdict(known) {
  if (UNREADABLE.includes(known.receipt.fault ?? "")) return { band: notAReceipt(), facts: [], types: [] };
  if (!known.keys) {
    return {
      band: band(
        "no_keys",
        "lost",
        "Cannot tell yet",
        "This device has no keys. Connect it to the network once, then check again.",
      ),
      facts: [],
      types: [],
    };
  }
  if (known.receipt.fault) return { band: notBelieved(known), facts: [], types: [] };
  const list = covering(known);
  const said = onReceipt(known, list) ?? onDecision(known, list) ?? onAge(known, list);
  return { band: said, facts: facts(known, list), types: typesOf(known) ?? [] };
}

/**
 * The types that the decision agrees to; none without one, and null for one that is not of this
 * receipt: it names another, or agrees to more than this one asks.
 *
 * @param {Known} known
 */
function typesOf({ decision, receipt }) {
  if (!decision?.claims) return [];
  return decision.claims.sub === receipt.claims.jti ? agreedTypes(decision.claims, receipt.claims) : null;
}

// --- a receipt that is not believed ---

function notAReceipt() {
  const text = "It cannot be read as a receipt. Scan it again, or copy its whole address. Only staff can check a code.";
  return band("not_a_receipt", "lost", "Not a receipt", text);
}

/**
 * Its signature holds: it was signed here, by a newer version that says more than this page knows.
 *
 * @param {string} what
 */
function newer(what) {
  const text = `${what} was signed here, and says what this page does not know. Update this page. ${ASK}`;
  return band("newer", "lost", "Cannot tell: update this page", text);
}

/**
 * @param {Known} known
 */
function notBelieved({ receipt, issuer, current }) {
  const { fault, hearsay } = receipt;
  // Anybody may have written it: an address is repeated, other words are not.
  const elsewhere = hearsay && URL_FORM.test(hearsay.iss) && hearsay.iss !== issuer ? String(hearsay.iss) : "";
  if (hearsay?.dec && hearsay?.sub) {
    return band(
      "decision_alone",
      "lost",
      "Cannot tell",
      "This is a decision without its receipt. Check the whole address that holds both.",
    );
  }
  if (fault === "bad-claims") return newer("This receipt");
  if (fault === "not-yet-valid") {
    return band("not-yet-valid", "lost", "Cannot tell", "It is dated in the future. Check the clock of this device.");
  }
  if (fault === "wrong-issuer" || (fault === "unknown-key" && elsewhere)) {
    const text = `It says that it comes from ${elsewhere}. This page knows only ${issuer}. Check it there.`;
    return band("elsewhere", "over", "From another place", text);
  }
  if (fault === "unknown-key" && !current) {
    const text =
      "It is signed with a key that this device does not know yet. Connect to the network, then check again.";
    return band("unknown-key", "lost", "Cannot tell", text);
  }
  return band("false", "stop", "Not genuine", "It was not signed here as it stands. Do not go by it.");
}

// --- a genuine one: what was said of it, in the order in which it matters ---

/**
 * @param {Known} known
 * @returns {Status | null}
 */
function covering({ list, receipt }) {
  const at = receipt.claims.iat;
  return list && list.from <= at && at < list.to ? list : null;
}

/**
 * @param {Known} known
 * @param {Status | null} list
 */
function onReceipt({ receipt, decision, now }, list) {
  const { claims, mark } = receipt;
  if (list?.withdrawn.includes(mark)) {
    return band("withdrawn", "stop", "Withdrawn", "Genuine, but the patient changed their mind. No recording.");
  }
  if (list?.superseded.includes(mark)) {
    return band(
      "superseded",
      "over",
      "Replaced",
      "Genuine, but the patient has signed again since. Ask for the newer receipt.",
    );
  }
  if (claims.ans === "refused") {
    return band("refused", "stop", "No recording", "Genuine: the patient said no to recording.");
  }
  if (isOver(claims, now)) {
    const text = `Genuine, but it was of use only until ${when(claims.exp, now)}. ${FINISH}`;
    return band("expired", "over", "Out of date", text);
  }
  const since = decision?.claims && list && decision.claims.iat >= list.to;
  if (list?.not_agreed.includes(mark) && !since) {
    return band(
      "not_agreed",
      "stop",
      "Not agreed",
      `Genuine, but the clinician did not agree, as of ${when(list.iat, now)}.`,
    );
  }
  return null;
}

/**
 * @param {Known} known
 * @param {Status | null} list
 */
function onDecision(known, list) {
  const { decision, now } = known;
  if (!decision) return null;
  const { claims, fault } = decision;
  if (fault === "bad-claims") return newer("The decision");
  if (fault && fault !== "token-expired") {
    return band(
      "false",
      "stop",
      "Agreement not genuine",
      "The receipt is genuine. The decision shown with it is not: do not go by it.",
    );
  }
  if (typesOf(known) === null) {
    return band(
      "other_receipt",
      "stop",
      "Not of this receipt",
      "Both are genuine, but the decision is not on what this receipt asks: do not go by it.",
    );
  }
  if (fault)
    return band(
      "decision_expired",
      "over",
      "Out of date",
      `The agreement was of use only until ${when(claims.exp, now)}. ${FINISH}`,
    );
  if (list?.agreement_ended.includes(decision.mark)) {
    return band(
      "agreement_ended",
      "stop",
      "No agreement now",
      `It was agreed at ${when(claims.iat, now)}, and does not hold now. ${ASK}`,
    );
  }
  if (claims.dec === "not_agreed") return band("not_agreed", "stop", "Not agreed", `${decided(known, claims)}.`);
  if (claims.dec === "wait") return band("wait", "wait", "Wait", waiting(claims, now));
  return null;
}

/**
 * @param {Known} known
 * @param {Status | null} list
 */
function onAge(known, list) {
  const { decision, now, conditions = {} } = known;
  const claims = decision?.claims;
  const points = (claims?.con ?? []).map((/** @type {string} */ each) => conditions[each] ?? UNKNOWN_CONDITION);
  const agreed = claims ? `, ${short(known, claims)}` : "";
  if (!list || !isFresh(list, now) || (claims && claims.iat >= list.to)) {
    return band("stale", "wait", `Genuine${agreed}, may have been withdrawn: ask`, heard(list, now), points);
  }
  const word = `Genuine${agreed}, not withdrawn as of ${when(list.iat, now)}`;
  return band(
    "ok",
    claims ? "go" : "seal", // green is for an agreement alone
    word,
    claims ? `${decided(known, claims)}.` : "It does not say that a clinician agrees: ask.",
    points,
  );
}

/**
 * @param {Known} known
 * @param {Decision} claims
 */
function short(known, claims) {
  const bound = claims.dec === "conditions" ? " with conditions" : "";
  return `agreed${bound}: ${and(typesOf(known) ?? [])}`;
}

/**
 * What was decided, by whom and when: of an agreement what was agreed, and what was not (K3).
 *
 * @param {Known} known
 * @param {Decision} claims
 */
function decided(known, claims) {
  const what = {
    agreed: "Agreed",
    conditions: "Agreed with conditions",
    wait: "Asked to wait",
    not_agreed: "Not agreed",
  };
  const types = typesOf(known) ?? [];
  const rest = known.receipt.claims.rec?.filter((/** @type {string} */ each) => !types.includes(each)) ?? [];
  const agreed = types.length ? `: ${and(types)}` : "";
  const not = types.length && rest.length ? ` Not agreed: ${and(rest)}.` : "";
  const who = `by a ${claims.role} at ${when(claims.iat, known.now)}`;
  return agreed ? `${what[claims.dec]}${agreed}.${not} Decided ${who}` : `${what[claims.dec]} ${who}`;
}

/**
 * @param {Decision} claims
 * @param {number} now
 */
function waiting(claims, now) {
  const until = claims.until ? ` until ${when(claims.until, now)}` : " until they say so";
  return `A ${claims.role} asked at ${when(claims.iat, now)} to wait${until}.`;
}

/**
 * @param {Status | null} list
 * @param {number} now
 */
function heard(list, now) {
  if (!list) return `This device has heard nothing about it. ${ASK}`;
  if (now < list.iat - 60) return `The clock of this device seems to be wrong. ${ASK}`;
  return `This device last heard at ${when(list.iat, now)}, ${ago(now - list.iat)}. ${ASK}`;
}

// --- the two facts under the band ---

/**
 * @param {Known} seen
 * @param {Status | null} list
 * @returns {[string, string][]}
 */
function facts(seen, list) {
  const { receipt, decision, now, sites = {} } = seen;
  const { claims } = receipt;
  /** @type {[string, string][]} */
  const rows = [["Receipt", `Genuine, signed ${when(claims.iat, now)}, of use until ${when(claims.exp, now)}`]];
  const known = decision?.claims && typesOf(seen) ? decision.claims : null;
  const ended = known && list?.agreement_ended.includes(decision?.mark) ? "; does not hold now" : "";
  if (claims.ans === "given") {
    rows.push(["Clinician", known ? decided(seen, known) + ended : "The receipt alone does not say: ask"]);
    rows.push(["Asked for", `${capital(and(claims.rec))}: ${PARTS[claims.part]}`]);
    rows.push(["Who records", RECORDERS[claims.by]]);
  }
  rows.push(["Place", sites[claims.aud] ?? claims.aud]);
  return rows;
}
