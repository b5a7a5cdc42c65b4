// What this device knows of the issuer: its keys, the newest status list, and how new lists were
// that it has seen, so that an older one is not taken for news. It outlives a restart where the
// browser lets it, else it lasts as long as the page.

import { Bad, mark, readKeys, readStatus } from "./verifier_token.js";
import { within } from "./within.js";

/** @typedef {import("./verifier_token.js").Status} Status */

const PATIENCE = 2500; // ms that a check waits for the network
const YEAR = 365 * 24 * 60 * 60; // seconds for which a day's list is served

/** Seconds since 1970, UTC. */
export const seconds = () => Math.floor(Date.now() / 1000);

export class Knowledge {
  #issuer;
  #keysUrl;
  #listUrl;
  /** @type {{ jwks?: any, jwksAt?: number, list?: string, seen?: { seq: number, iat: number } }} */
  #held = {};
  /** @type {Status | null} */
  #list = null;
  /** @type {Map<string, Status>} */
  #days = new Map();
  #keysNow = false; // the keys were fetched by this very check
  note = ""; // what went wrong with the last fetch: "", "offline", "rolled-back" or "bad-list"

  /** @param {{ issuer: string, keysUrl: string, listUrl: string }} where */
  constructor({ issuer, keysUrl, listUrl }) {
    this.#issuer = issuer;
    this.#keysUrl = keysUrl;
    this.#listUrl = listUrl;
  }

  /** Read what was kept; a list that does not hold (any more) is dropped. */
  async open() {
    try {
      this.#held = JSON.parse(localStorage.getItem(this.#name) ?? "null") ?? {};
    } catch {
      this.#held = {};
    }
    const { list, seen } = this.#held;
    if (list) this.#list = await this.#read(list, seen?.seq).catch(() => null);
  }

  get keys() {
    return this.#held.jwks ? readKeys(this.#held.jwks) : [];
  }

  get keysAt() {
    return this.#held.jwksAt ?? 0;
  }

  get keysAreCurrent() {
    return this.#keysNow;
  }

  /**
   * The list that covers a receipt signed at this second, else the newest.
   *
   * @param {number} at
   */
  listFor(at) {
    const day = this.#days.get(dayOf(at));
    return day && !(this.#list && this.#list.from <= at) ? day : this.#list;
  }

  get list() {
    return this.#list;
  }

  /** Fetch keys and list. Says nothing of success: `note` does, and what is known. */
  async refresh() {
    const [jwks, list] = await Promise.allSettled([this.#fetchKeys(), get(this.#listUrl, "text")]);
    this.#keysNow = jwks.status === "fulfilled";
    if (list.status === "fulfilled") await this.#offer(list.value);
    else this.note = "offline";
  }

  async #fetchKeys() {
    const jwks = await get(this.#keysUrl, "json");
    readKeys(jwks);
    this.#keep({ jwks, jwksAt: seconds() });
  }

  /**
   * Fetch the list of the day of a receipt that the newest one does not reach back to.
   *
   * @param {number} at
   */
  async reachBack(at) {
    if (!this.#list || this.#list.from <= at || at < seconds() - YEAR) return;
    try {
      const token = await get(`${this.#listUrl}/${dayOf(at)}`, "text");
      this.#days.set(dayOf(at), await this.#read(token, this.#held.seen?.seq));
    } catch (error) {
      if (error instanceof Bad && error.code === "rolled-back") this.note = error.code; // else no network: nothing is known
    }
  }

  /**
   * Take a list that the server offers, unless it is older than one seen before.
   *
   * @param {string} token
   */
  async #offer(token) {
    const { seq = 0, iat = 0 } = this.#held.seen ?? {};
    let list;
    try {
      list = await this.#read(token, seq);
    } catch (error) {
      this.note = error instanceof Bad && error.code === "rolled-back" ? "rolled-back" : "bad-list";
      return;
    }
    this.note = "";
    if (list.iat < iat) return; // a copy that was long on its way: the newer one is here
    this.#list = list;
    this.#keep({ list: token, seen: { seq: list.seq, iat: list.iat } });
  }

  /** @param {string} token */
  #read(token, seen = 0) {
    return readStatus(token, this.keys, { issuer: this.#issuer, now: seconds(), seen });
  }

  get #name() {
    return `ask-first verifier ${this.#issuer}`;
  }

  /** @param {object} more */
  #keep(more) {
    Object.assign(this.#held, more);
    try {
      localStorage.setItem(this.#name, JSON.stringify(this.#held));
    } catch {
      // no room, or not allowed: this page still knows
    }
  }
}

/**
 * @param {string} url
 * @param {"json" | "text"} form
 */
async function get(url, form) {
  const answer = await fetch(url, { cache: "no-store", credentials: "omit", signal: within(PATIENCE) });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer[form]();
}

const dayOf = (/** @type {number} */ at) => new Date(at * 1000).toISOString().slice(0, 10);

/** The marks by which lists name a receipt and a decision. */
export const receiptMark = (/** @type {{ jti: string }} */ claims) => mark(claims.jti);
export const decisionMark = (/** @type {{ sub: string, n: number }} */ claims) => mark(`${claims.sub}~${claims.n}`);
