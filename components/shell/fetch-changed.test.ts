import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, expect, it } from "vitest";
import { fetchChanged } from "./fetch-changed";

const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
afterEach(() => client.clear());

/** A query that is on the screen; its data is how often it was fetched. */
async function show(...queryKey: string[]) {
  let times = 0;
  const observer = new QueryObserver(client, { queryKey, queryFn: async () => ++times });
  const hide = observer.subscribe(() => undefined);
  await observer.refetch();
  return { hide, times: () => client.getQueryData(queryKey) };
}

it("fetches what is shown of the changed again, and resolves when it is there", async () => {
  const one = await show("runs", "one", "run-7");
  const other = await show("sources", "shop", "streams");
  const before = [one.times(), other.times()];
  await fetchChanged(client, { tags: ["runs", "quarantine"], isLeft: false });
  expect([one.times(), other.times()]).toEqual([Number(before[0]) + 1, before[1]]);
  one.hide();
  other.hide();
});

it("fetches what is left only when it is shown again", async () => {
  const one = await show("runs", "one", "run-7");
  const before = one.times();
  await fetchChanged(client, { tags: ["runs"], isLeft: true });
  expect(one.times()).toBe(before);
  expect(client.getQueryState(["runs", "one", "run-7"])?.isInvalidated).toBe(true);
  one.hide();
});
