// How the verifier says times, and the types of recording.

/** @type {Record<string, string>} */
const KINDS = { sound: "sound", video: "video", photo: "photos", live: "a live call or stream" };

/**
 * Types as people say them: `sound, video and photos`.
 *
 * @param {string[]} types
 */
export function and(types) {
  const words = types.map((each) => KINDS[each]);
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : (words[0] ?? "");
}

/**
 * @param {string} text
 */
export const capital = (text) => text[0].toUpperCase() + text.slice(1);

/**
 * A time as people say it: the clock, and the day where it is not today.
 *
 * @param {number} at
 * @param {number} now
 */
export function when(at, now) {
  const [then, today] = [new Date(at * 1000), new Date(now * 1000)];
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(then);
  if (then.toDateString() === today.toDateString()) return clock;
  /** @type {Intl.DateTimeFormatOptions} */
  const day = { day: "numeric", month: "long", year: "numeric" };
  return `${clock} on ${new Intl.DateTimeFormat("en-GB", day).format(then)}`;
}

/**
 * How long ago, in whole minutes, hours or days.
 *
 * @param {number} seconds
 */
export function ago(seconds) {
  const minutes = Math.floor(Math.max(0, seconds) / 60);
  if (minutes < 1) return "just now";
  if (minutes < 60) return count(minutes, "minute");
  return minutes < 48 * 60 ? count(Math.floor(minutes / 60), "hour") : count(Math.floor(minutes / 1440), "day");
}

/**
 * @param {number} number
 * @param {string} unit
 */
function count(number, unit) {
  return `${number} ${unit}${number === 1 ? "" : "s"} ago`;
}
