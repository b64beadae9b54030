import { expect, it } from "vitest";
import { describeWithPostgres } from "@/tests/support/postgres";
import { sluice, sync } from "@/tests/support/sluice";
import { rowsOf, useSluiceLab } from "@/tests/support/sluice-lab";

/** No part of the key need be there. */
const parts = `
  CREATE TABLE parts (id int, kind text, name text);
  INSERT INTO parts VALUES (0, '', 'zero'), (1, 'a', 'one'), (2, 'a', 'two'), (NULL, 'a', 'nameless'), (1, NULL, 'kindless')`;

describeWithPostgres("repair, where the key of rows has a null", () => {
  const lab = useSluiceLab();
  const partsOptions = () => [
    ...lab().ends,
    ...["--streams", "parts", "--primary-key", "parts=id,kind", "--mode", "deduped"],
  ];
  const repair = async (args: string[]) => {
    const { code, stdout } = await sluice(["repair", "--json", ...args]);
    return { code, mended: JSON.parse(stdout.split("\n")[0] ?? "") as unknown };
  };
  const names = async () => {
    const rows = await lab().target.query<{ name: string }>("SELECT name FROM parts ORDER BY id, kind");
    return rows.map(({ name }) => name);
  };

  it("mends all others, and says what is to be done about those that are missing", async () => {
    const { source, target } = lab();
    await source.query(parts);
    await sync(partsOptions());
    await target.query(
      "UPDATE parts SET name = 'wrong' WHERE id = 1; DELETE FROM parts WHERE id IS NULL OR kind IS NULL",
    );
    const { code, mended } = await repair(partsOptions());
    expect(code).toBe(1);
    expect(mended).toMatchObject({
      written: 1,
      removed: 0,
      same: false,
      reason:
        "public.parts: 2 rows of the source missing in the destination. The key (id, kind) of 2 of these rows has a null, so that they cannot be mended one by one. Refresh the stream.",
    });
    expect(await names()).toEqual(["zero", "one", "two"]);
    await target.query("UPDATE parts SET name = 'wrong' WHERE id = 1");
    const { stdout } = await sluice(["repair", ...partsOptions()]);
    expect(stdout).toMatch(/1 row written again, 0 removed\. public\.parts: 2 rows of the source missing/);
  });

  it("writes nothing where there is nothing else to mend", async () => {
    const { source, target } = lab();
    await source.query(parts);
    await sync(partsOptions());
    await target.query("DELETE FROM parts WHERE id IS NULL");
    const advice = expect.stringMatching(/The key \(id, kind\) of 1 of these rows has a null/) as unknown;
    expect(await repair(partsOptions())).toMatchObject({ code: 1, mended: { written: 0, reason: advice } });
    await source.query("DELETE FROM parts WHERE id IS NULL");
    expect(await repair(partsOptions())).toMatchObject({ code: 0, mended: { same: true, reason: null } });
  });

  it("takes no other row for one that the source does not have", async () => {
    const { source, target, ends } = lab();
    const args = [...ends, "--streams", "orders"];
    await source.query("INSERT INTO orders VALUES (0, 'open', 1, '2026-01-01')");
    await sync(args);
    await target.query("UPDATE orders SET id = NULL WHERE id = 17; DELETE FROM orders WHERE id = 18");
    const advice = expect.stringMatching(
      /1 row that the source does not have.*Refresh the stream/,
    ) as unknown;
    const { mended } = await repair(args);
    expect(mended).toMatchObject({ written: 2, removed: 0, reason: advice });
    const [nameless, ...others] = (await rowsOf(target, "orders")).toSorted((row) =>
      row["id"] === null ? -1 : 0,
    );
    expect(nameless).toMatchObject({ id: null, amount: "4.25" });
    expect(others).toEqual(await rowsOf(source, "orders"));
  });
});
