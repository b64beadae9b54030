import { expect, it } from "vitest";
import { describeWithPostgres } from "@/tests/support/postgres";
import { useWriting } from "./testing";

describeWithPostgres("a schema that is not there yet", () => {
  const writing = useWriting("pgschemas");

  it("is made once by streams that begin side by side", async () => {
    for (let round = 0; round < 5; round++) {
      const names = ["a", "b", "c", "d", "e", "f"];
      const feeds = names.map((name) => writing.feedOf(writing.plan({ name, namespace: `fresh ${round}` })));
      const writers = await Promise.all(feeds.map((feed) => writing.open(feed)));
      await Promise.all(writers.map((writer) => writer.close()));
    }
    const made = await writing.query<{ name: string }>(
      "SELECT nspname AS name FROM pg_namespace WHERE starts_with(nspname, 'fresh') ORDER BY 1",
    );
    expect(made).toHaveLength(5);
  });
});
