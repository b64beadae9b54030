import { expect, it } from "vitest";
import type { DestinationHarness } from "./destination-harness";

const request = { maxRows: 2, maxCharacters: 5 };

/** What the first rows of a table look like to people. */
export function describePreview<Config>(current: () => DestinationHarness<Config>): void {
  const preview = async (plan: Parameters<DestinationHarness<Config>["finish"]>[0]) =>
    current().destination.preview?.(current().place.config, { plan, ...request }, current().ctx);

  it("has nothing before anything was written", async () => {
    expect(await preview(current().plan())).toBeNull();
  });

  it("shows as many rows as are wanted, as texts, long ones cut, with the columns and their types", async () => {
    const plan = current().plan({ write: "overwrite" });
    await current().run(plan, [
      [1, "a long text", 1],
      [2, null, 1],
      [3, "another one", 1],
    ]);
    const found = await preview(plan);
    if (!found) throw new Error("There is nothing to be seen.");
    expect(found.place).not.toBe("");
    expect(found.columns.every(({ name, type }) => name !== "" && type !== "")).toBe(true);
    const indexes = ["id", "name"].map((name) => found.columns.findIndex((column) => column.name === name));
    const shown = found.rows.map((row) => indexes.map((index) => row[index] ?? null));
    expect(shown).toHaveLength(2);
    expect([
      ["1", "a lon"],
      ["2", null],
      ["3", "anoth"],
    ]).toEqual(expect.arrayContaining(shown));
  });
}
