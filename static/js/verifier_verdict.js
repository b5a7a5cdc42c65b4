// What a check comes to: from what is known now, and nothing else. Two facts, never one: the
// receipt, and the clinician's agreement. What is known too long is never a plain yes.
// Its words are keys of the table in kiosk/views/public/verifier_words.py.

import { URL_FORM, agreedTypes } from "./verifier_claims.js";
import { isFresh, isOver } from "./verifier_token.js";
import { and, capital, heardAt, list as named, quoted, say, when } from "./verifier_words.js";

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
const PARTS = { talking: "talking_only", whole: "the_whole_visit" };
/** @type {Record<string, string>} */
const RECORDERS = { patient: "the_patient", companion: "the_person_with_them", staff: "a_member_of_staff" };
/** @type {Record<string, string>} */
const DECIDERS = { clinician: "decided_by_a_health_worker", manager: "decided_by_a_manager" };
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
 * `issuer`, what each of the `conditions` is called, the names of the `sites`, whether there are `keys`, and whether
 * they are `current`: fetched just now. Its codes are those of signing/offline.py, and a few for what is not
 * genuine.
 *
 * @param {Known} known
 * @returns {{ band: Band, facts: [string, string][], types: string[] }} with the types that are agreed,
 *   whatever else stands in the way; none of the others is ever green
 */
export function verdict(known) {
  if (UNREADABLE.includes(known.receipt.fault ?? "")) return { band: notAReceipt(), facts: [], types: [] };
  if (!known.keys) {
    const none = band("no_keys", "lost", say("cannot_tell_yet"), say("connect_this_device_once"));
    return { band: none, facts: [], types: [] };
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
  return band("not_a_receipt", "lost", say("not_a_receipt"), say("it_cannot_be_read"));
}

/** Its signature holds: it was signed here, by a newer version that says more than this page knows. */
function newer() {
  return band("newer", "lost", say("update_this_page"), say("it_says_more_than_this_page_knows"));
}

/**
 * @param {Known} known
 */
function notBelieved({ receipt, issuer, current }) {
  const { fault, hearsay } = receipt;
  // Anybody may have written it: an address is repeated, other words are not.
  const elsewhere = hearsay && URL_FORM.test(hearsay.iss) && hearsay.iss !== issuer ? String(hearsay.iss) : "";
  if (hearsay?.dec && hearsay?.sub) {
    return band("decision_alone", "lost", say("cannot_tell"), say("check_it_with_its_receipt"));
  }
  if (fault === "bad-claims") return newer();
  if (fault === "not-yet-valid") return band("not-yet-valid", "lost", say("cannot_tell"), say("check_the_clock"));
  if (fault === "wrong-issuer" || (fault === "unknown-key" && elsewhere)) {
    const text = say("check_it_there", { there: quoted(elsewhere), here: quoted(issuer) });
    return band("elsewhere", "over", say("from_another_place"), text);
  }
  if (fault === "unknown-key" && !current) {
    return band("unknown-key", "lost", say("cannot_tell"), say("connect_and_check_again"));
  }
  return band("false", "stop", say("do_not_go_by_it"), say("it_was_not_signed_here"));
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
 * A time on the clock of the place that signed it.
 *
 * @param {Known} known
 * @param {number} at
 */
const clock = ({ receipt, now }, at) => when(at, now, receipt.claims.aud);

/**
 * @param {Known} known
 * @param {Status | null} list
 */
function onReceipt(known, list) {
  const { receipt, decision, now } = known;
  const { claims, mark } = receipt;
  if (list?.withdrawn.includes(mark)) {
    return band("withdrawn", "stop", say("withdrawn"), say("the_patient_changed_their_mind"));
  }
  if (list?.superseded.includes(mark)) {
    return band("superseded", "over", say("replaced"), say("ask_for_the_newer_receipt"));
  }
  if (claims.ans === "refused") return band("refused", "stop", say("no_recording"), say("the_patient_said_no"));
  if (isOver(claims, now)) {
    const until = say("it_was_for_use_until", { until: clock(known, claims.exp) });
    return band("expired", "over", say("out_of_date"), and(until, say("a_running_one_may_finish")));
  }
  const since = decision?.claims && list && decision.claims.iat >= list.to;
  if (list?.not_agreed.includes(mark) && !since) {
    const text = say("not_agreed_as_of", { at: clock(known, list.iat) });
    return band("not_agreed", "stop", say("not_agreed"), text);
  }
  return null;
}

/**
 * @param {Known} known
 * @param {Status | null} list
 */
function onDecision(known, list) {
  const { decision } = known;
  if (!decision) return null;
  const { claims, fault } = decision;
  if (fault === "bad-claims") return newer();
  if (fault && fault !== "token-expired") {
    return band("false", "stop", say("do_not_go_by_the_agreement"), say("the_receipt_alone_holds"));
  }
  if (typesOf(known) === null) {
    return band("other_receipt", "stop", say("not_of_this_receipt"), say("the_decision_is_on_another"));
  }
  if (fault) {
    const until = say("agreement_was_for_use_until", { until: clock(known, claims.exp) });
    return band("decision_expired", "over", say("out_of_date"), and(until, say("a_running_one_may_finish")));
  }
  if (list?.agreement_ended.includes(decision.mark)) {
    const text = say("it_was_agreed_until_now", { at: clock(known, claims.iat) });
    return band("agreement_ended", "stop", say("no_agreement_now"), and(text, say("ask_the_health_worker")));
  }
  if (claims.dec === "not_agreed") return band("not_agreed", "stop", say("not_agreed"), decidedBy(known, claims));
  if (claims.dec === "wait") return band("wait", "wait", say("wait"), decided(known, claims));
  return null;
}

/**
 * @param {Known} known
 * @param {Status | null} list
 */
function onAge(known, list) {
  const { decision, now, conditions = {} } = known;
  const claims = decision?.claims;
  const points = (claims?.con ?? []).map((/** @type {string} */ each) => conditions[each] ?? say("a_condition_ask"));
  const [genuine, values] = claims ? agreed(known, claims) : ["genuine", {}];
  if (!list || !isFresh(list, now) || (claims && claims.iat >= list.to)) {
    return band("stale", "wait", say(`${genuine}_ask`, values), heard(known, list), points);
  }
  return band(
    "ok",
    claims ? "go" : "seal", // green is for an agreement alone
    say(`${genuine}_as_of`, { ...values, at: clock(known, list.iat) }),
    claims ? decided(known, claims) : say("no_agreement_in_it_ask"),
    points,
  );
}

/**
 * The first part of the key of an agreement, and the types that it is to.
 *
 * @param {Known} known
 * @param {Decision} claims
 * @returns {[string, { types: string }]}
 */
function agreed(known, claims) {
  const key = claims.dec === "conditions" ? "genuine_agreed_with_conditions" : "genuine_agreed";
  return [key, { types: named(typesOf(known) ?? []) }];
}

/**
 * What was decided, by whom and when: of an agreement what was agreed, and what was not (K3).
 *
 * @param {Known} known
 * @param {Decision} claims
 */
function decided(known, claims) {
  return and(...outcome(known, claims), decidedBy(known, claims));
}

/**
 * @param {Known} known
 * @param {Decision} claims
 */
function outcome(known, claims) {
  if (claims.dec === "not_agreed") return [say("not_agreed_to_anything")];
  if (claims.dec === "wait") {
    const { until } = claims;
    return [until ? say("wait_until", { until: clock(known, until) }) : say("wait_until_they_say_so")];
  }
  const types = typesOf(known) ?? [];
  const rest = known.receipt.claims.rec.filter((/** @type {string} */ each) => !types.includes(each));
  const key = claims.dec === "conditions" ? "agreed_with_conditions_to" : "agreed_to";
  return [say(key, { types: named(types) }), rest.length ? say("not_agreed_to", { types: named(rest) }) : ""];
}

/**
 * @param {Known} known
 * @param {Decision} claims
 */
function decidedBy(known, claims) {
  return say(DECIDERS[claims.role], { at: clock(known, claims.iat) });
}

/**
 * @param {Known} known
 * @param {Status | null} list
 */
function heard({ receipt, now }, list) {
  const ask = say("ask_the_health_worker");
  if (!list) return and(say("nothing_heard_about_it"), ask);
  if (now < list.iat - 60) return and(say("the_clock_seems_wrong"), ask);
  return and(say("this_device_last_heard", { at: heardAt(list.iat, now, receipt.claims.aud) }), ask);
}

// --- the two facts under the band ---

/**
 * @param {Known} seen
 * @param {Status | null} list
 * @returns {[string, string][]}
 */
function facts(seen, list) {
  const { receipt, decision, sites = {} } = seen;
  const { claims } = receipt;
  /** @type {[string, string][]} */
  const rows = [[say("receipt"), say("genuine")]];
  const known = decision?.claims && typesOf(seen) ? decision.claims : null;
  const ended = known && list?.agreement_ended.includes(decision?.mark) ? say("it_does_not_hold_now") : "";
  if (claims.ans === "given") {
    const said = known ? and(decided(seen, known), ended) : say("the_receipt_does_not_say_ask");
    rows.push([say("health_worker"), said]);
    const asked = { types: capital(named(claims.rec)), part: say(PARTS[claims.part]) };
    rows.push([say("asked_for"), say("types_and_part", asked)]);
    rows.push([say("who_records"), say(RECORDERS[claims.by])]);
  }
  rows.push([say("signed"), clock(seen, claims.iat)]);
  rows.push([say("for_use_until"), clock(seen, claims.exp)]);
  rows.push([say("place"), quoted(sites[claims.aud] ?? claims.aud)]);
  return rows;
}
