/** Suites and helpers for a connector's own tests; never imported by product code. */
export * from "./columns";
export * from "./context";
export * from "./destination-conformance";
export type { DestinationPlace, DestinationSubject, ReadRow } from "./destination-harness";
export * from "./plans";
export * from "./source-conformance";
export * from "./values";
export { digestBothWays } from "./source-digest";
