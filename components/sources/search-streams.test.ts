import { expect, it } from "vitest";
import { searchStreams, summaryKey } from "./search-streams";

const named = (namespace: string | null, name: string) => ({ namespace, name });

it("finds by words of name and namespace, in any case and order", () => {
  const streams = [named("public", "Orders"), named("public", "order_items"), named("audit", "orders")];
  expect(searchStreams(streams, "public order")).toEqual(streams.slice(0, 2));
  expect(searchStreams(streams, "audit.orders")).toEqual([streams[2]]);
  expect(searchStreams(streams, "  ")).toBe(streams);
  expect(searchStreams(streams, "nothing")).toEqual([]);
});

it("looks through 10,000 streams between two keystrokes", () => {
  const streams = Array.from({ length: 10_000 }, (_, index) => named("public", `table_${index}`));
  expect(searchStreams(streams, "table_9999")).toEqual([named("public", "table_9999")]);
});

it("tells streams of the same name apart by their namespace", () => {
  const keys = [named(null, "a"), named("b", "a"), named(null, "b.a")].map(summaryKey);
  expect(new Set(keys).size).toBe(3);
});
