// The library as the build names it.
export * from "@noble/ed25519";
