// Checks receipts with npm's "jose" against the published keys; run by
// test_jose_libraries.py. Work comes in and the claims go out as JSON.
import { text } from "node:stream/consumers";
import { createLocalJWKSet, jwtVerify } from "jose";

const { jwks, issuer, audience, now, tokens } = JSON.parse(await text(process.stdin));
const keys = createLocalJWKSet(jwks);
const options = {
  algorithms: ["EdDSA"],
  issuer,
  audience,
  typ: "recording-consent+jwt",
  currentDate: new Date(now * 1000),
};

const results = [];
for (const token of tokens) {
  try {
    results.push((await jwtVerify(token, keys, options)).payload);
  } catch (error) {
    results.push({ error: error.code });
  }
}
process.stdout.write(JSON.stringify(results));
