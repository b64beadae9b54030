import { expect, it } from "vitest";
import { feedLabel } from "./feed-label";

it.each([
  ['stream:["public","orders"]', "public.orders"],
  ['stream:[null,"orders"]', "orders"],
  ["wal:slot_1", "wal:slot_1"],
  ["stream:orders", "stream:orders"],
])("the feed %s is called %s", (feedId, label) => {
  expect(feedLabel(feedId)).toBe(label);
});
