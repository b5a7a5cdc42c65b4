import { createLocalJWKSet, jwtVerify } from "jose";

/** The claims of a token of this kind, or an exception. */
export async function check(token, typ, jwks, issuer, now = new Date()) {
  const keys = createLocalJWKSet(jwks);
  const options = { algorithms: ["EdDSA"], typ, issuer, currentDate: now };
  const { payload, protectedHeader } = await jwtVerify(token, keys, options);
  if (Object.keys(protectedHeader).sort().join() !== "alg,kid,typ") {
    throw new Error("not a token of this kind");
  }
  return payload;
}
