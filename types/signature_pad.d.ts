// The library as the build names it.
export { default } from "signature_pad";
