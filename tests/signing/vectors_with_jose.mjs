// Checks vectors with the example for npm's "jose"; run by test_vectors.py.
import { text } from "node:stream/consumers";
import { check } from "../../docs/checks/check_with_jose.mjs";

const { jwks, issuer, now, work } = JSON.parse(await text(process.stdin));
const results = [];
for (const { token, typ } of work) {
  try {
    results.push({ claims: await check(token, typ, jwks, issuer, new Date(now * 1000)) });
  } catch (error) {
    results.push({ error: String(error.code ?? error.message) });
  }
}
process.stdout.write(JSON.stringify(results));
