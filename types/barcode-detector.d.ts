// The library as the build names it.
export * from "barcode-detector/ponyfill";
