// Runs the verifier's own token code, with its fallback or without; asked by test_points.py.
import { text } from "node:stream/consumers";

const { module, fallback, work } = JSON.parse(await text(process.stdin));
if (fallback) {
  crypto.subtle.importKey = () => Promise.reject(new Error("no Ed25519 here"));
}
const { readKeys, readReceipt } = await import(module);
const results = [];
for (const { jwks, token, issuer, now } of work) {
  const keys = readKeys(jwks);
  try {
    await readReceipt(token, keys, { issuer, now });
    results.push("genuine");
  } catch (error) {
    results.push(keys.length ? String(error.code ?? error) : "no key");
  }
}
process.stdout.write(JSON.stringify(results));
