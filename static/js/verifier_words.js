// How the verifier speaks. Its sentences come with the page, as data in the language of the reader;
// the scripts know them by key. Where a page of another version lacks one, its key stands in: plain
// English, and never blank.

/**
 * @typedef {{ code: string, words: Record<string, string>, types: Record<string, string>, months: string[],
 *   minutes: string[], hours: string[], days: string[], clock: string, clocks: Record<string, string> }} Tongue
 * @typedef {Record<string, string | number>} Values
 */

/** @type {Tongue} */
let tongue = { code: "", words: {}, types: {}, months: [], minutes: [], hours: [], days: [], clock: "", clocks: {} };

/**
 * Speak from now on as the page says. One of before says nothing of it.
 *
 * @param {string | undefined} data
 */
export function speak(data) {
  tongue = { ...tongue, ...JSON.parse(data || "{}") };
}

/** The language that is spoken: `ur`, or "". */
export const spoken = () => tongue.code;

/**
 * A sentence by its key, with its places filled.
 *
 * @param {string} key
 * @param {Values} values
 */
export function say(key, values = {}) {
  const sentence = tongue.words[key];
  if (!sentence) return [capital(key.replaceAll("_", " ")), ...Object.values(values)].join(" ");
  return sentence.replace(/%\((\w+)\)s/g, (_place, name) => String(values[name] ?? ""));
}

/**
 * Sentences one after the other; an empty one is none.
 *
 * @param {string[]} sentences
 */
export const and = (...sentences) => sentences.filter(Boolean).join(" ");

/**
 * What others said, such as an address: kept apart from our words, whichever way either runs, and
 * never translated (UAX 9 §2.4).
 *
 * @param {string} text
 */
export const quoted = (text) => `\u2068${text}\u2069`;

/**
 * Types as people say them: `sound, video and photos`.
 *
 * @param {string[]} types
 */
export function list(types) {
  return tongue.types[types.join(" ")] ?? types.join(", ");
}

/**
 * @param {string} text
 */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * A time on the clock of a site: the hour, and the day where it is not today.
 *
 * @param {number} at
 * @param {number} now
 */
export function when(at, now, site = "") {
  const [then, today] = [at, now].map((each) => onTheWall(each, tongue.clocks[site] ?? tongue.clock));
  const time = `${then.hour}:${then.minute}`;
  return dayOf(then) === dayOf(today) ? time : say("time_and_day", { time, day: dayOf(then) });
}

/**
 * How long ago, in whole minutes, hours or days; "" for what is so long ago that its day says more.
 *
 * @param {number} seconds
 */
export function ago(seconds) {
  const minutes = Math.floor(Math.max(0, seconds) / 60);
  if (minutes < 1) return say("just_now");
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const [said, count] = hours < 1 ? [tongue.minutes, minutes] : days < 2 ? [tongue.hours, hours] : [tongue.days, days];
  return said[count - 1] ?? "";
}

/**
 * When something was heard, and how long ago that is.
 *
 * @param {number} at
 * @param {number} now
 */
export function heardAt(at, now, site = "") {
  const since = ago(now - at);
  return since ? `${when(at, now, site)} (${since})` : when(at, now, site);
}

/**
 * @param {Record<string, string>} day
 */
function dayOf({ day, month, year }) {
  const name = tongue.months[Number(month) - 1];
  return name ? `${Number(day)} ${name} ${year}` : `${day}/${month}/${year}`;
}

/**
 * The parts of a moment in a time zone; in this device's, where the browser does not know that one.
 *
 * @param {number} at
 * @param {string} zone
 * @returns {Record<string, string>}
 */
function onTheWall(at, zone) {
  let form;
  try {
    form = clockFace(zone || undefined);
  } catch {
    form = clockFace(undefined);
  }
  return Object.fromEntries(form.formatToParts(new Date(at * 1000)).map(({ type, value }) => [type, value]));
}

/** @param {string | undefined} timeZone */
function clockFace(timeZone) {
  return new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    day: "numeric",
    month: "numeric",
    year: "numeric",
    timeZone,
  });
}
