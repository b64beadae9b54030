import { expect, it } from "vitest";
import { resolveMark } from "./resolve-mark";

it("finds a mark of simple-icons by its slug", async () => {
  expect(await resolveMark("postgresql")).toMatch(/^M[\d.]/);
});

it("finds nothing for an unknown slug, and none outside the folder", async () => {
  expect(await resolveMark("nosuchbrand")).toBeUndefined();
  expect(await resolveMark("../package")).toBeUndefined();
});
