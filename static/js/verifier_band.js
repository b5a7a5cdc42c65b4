// What a verdict looks like: the wide band, and the rows under it.

import { say } from "./verifier_words.js";

/** @typedef {import("./verifier_verdict.js").Band} Band */

/**
 * The band of a verdict, with the drawing of its tone.
 *
 * @param {Band} said
 * @param {HTMLTemplateElement} drawing
 */
export function band({ tone, word, text, points }, drawing) {
  const icon = drawing.content.cloneNode(true);
  const large = element("p", "band__word", ...worded(word));
  large.tabIndex = -1;
  const words = element("div", "band__words", large, element("p", "band__text", ...worded(text)), ...pointList(points));
  return element("div", `band band--${tone}`, element("div", "band__in nhsuk-width-container", icon, words));
}

/**
 * Other words in the same band, so that focus stays where it is.
 *
 * @param {Element} there
 * @param {Band} said
 */
export function change(there, { word, text, points }) {
  const inside = (/** @type {string} */ name) => /** @type {Element} */ (there.querySelector(name));
  inside(".band__word").replaceChildren(...worded(word));
  inside(".band__text").replaceChildren(...worded(text));
  there.querySelector(".band__points")?.remove();
  inside(".band__words").append(...pointList(points));
}

/** @param {[string, string][]} facts */
export function factList(facts) {
  const rows = facts.map(([name, value]) =>
    element("div", "answers__row", element("dt", "", name), element("dd", "", ...worded(value))),
  );
  return element("div", "nhsuk-width-container verdict__known", element("dl", "answers verdict__facts", ...rows));
}

export function waiting() {
  return element("p", "nhsuk-width-container verdict__waiting", say("checking"));
}

/**
 * A text as nodes: what is quoted in it turns nothing round, and no browser translates it.
 *
 * @param {string} text
 * @returns {(Node | string)[]}
 */
function worded(text) {
  return text.split(/\u2068([^\u2069]*)\u2069/).map((part, place) => (place % 2 ? isolated(part) : part));
}

/** @param {string} text */
function isolated(text) {
  const made = element("bdi", "", text);
  made.translate = false;
  return made;
}

/**
 * @param {string} name
 * @param {string} className
 * @param {(Node | string)[]} children
 */
function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** @param {string[]} points */
function pointList(points) {
  const items = points.map((each) => element("li", "", each));
  return items.length ? [element("ul", "band__points", ...items)] : [];
}
