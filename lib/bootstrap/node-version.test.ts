import { expect, it } from "vitest";
import { checkNodeVersion } from "./node-version.mjs";

it.each(["20.9.0", "20.20.2", "22.0.0", "24.1.0"])("Node.js %s will do", (version) => {
  expect(() => checkNodeVersion(version)).not.toThrow();
});

it.each(["18.20.0", "20.8.1"])("Node.js %s is refused, with the version that is needed", (version) => {
  expect(() => checkNodeVersion(version)).toThrow(`Sluice needs Node.js 20.9 or newer, this is ${version}.`);
});
