import { expect, it } from "vitest";
import { defaultLanes, lanesOf } from "./lanes";

it.each([
  [null, null, defaultLanes],
  [1, null, 1],
  [null, 8, 8],
  [3, 8, 3],
  [8, 3, 3],
])("source %s and destination %s let a run move %s feeds side by side", (source, destination, lanes) => {
  expect(lanesOf({ maxParallelStreams: source }, { maxParallelStreams: destination })).toBe(lanes);
});
