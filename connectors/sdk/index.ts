/**
 * The connector SDK: all that a connector may import besides zod and its vendor's client.
 * SPEC.md beside this folder says what every connector must do; `testing/` holds the suites that prove it.
 */
export * from "./batch";
export * from "./checkpoint";
export * from "./context";
export * from "./destination";
export * from "./digest";
export * from "./errors";
export * from "./json";
export * from "./left-out";
export * from "./other-writers";
export * from "./plan";
export * from "./raw-ids";
export * from "./records";
export * from "./row-texts";
export * from "./source";
export * from "./spec";
export * from "./stream";
export * from "./values";
