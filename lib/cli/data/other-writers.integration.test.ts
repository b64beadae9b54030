import { afterAll, beforeAll, expect, it } from "vitest";
import { createMySqlDatabase, describeWithMySql } from "@/tests/support/mysql";
import { createTestDatabase, describeWithPostgres, type TestDatabase } from "@/tests/support/postgres";
import { sluice, sync } from "@/tests/support/sluice";

function describeOtherWriters(createTarget: () => Promise<{ url: string; drop(): Promise<void> }>): void {
  let shops: TestDatabase[];
  let target: { url: string; drop(): Promise<void> };
  beforeAll(async () => {
    shops = [await createTestDatabase("cli_shop"), await createTestDatabase("cli_shop")];
    for (const shop of shops)
      await shop.query("CREATE TABLE orders (id int PRIMARY KEY); INSERT INTO orders VALUES (1), (2)");
    target = await createTarget();
  });
  afterAll(() => Promise.all([...shops, target].map((database) => database.drop())));

  it("is warned of by the dry run of a sync from another source, and not of one from the same", async () => {
    const endsOf = (shop: TestDatabase | undefined) => ["--from", shop?.url ?? "", "--to", target.url];
    const [first, second] = shops.map(endsOf);
    const dryRun = async (args: string[] = []) => (await sluice(["sync", ...args, "--dry-run"])).stdout;
    expect((await sync(first ?? [])).result.status).toBe("succeeded");
    expect(await dryRun(first)).not.toContain("Warning");
    expect(await dryRun(second)).toMatch(
      /Warning: .*orders.* was also written by another connection \(\S+\): those rows do not stay\. .* a prefix/,
    );
    expect(await dryRun([...(second ?? []), "--mode", "append"])).toMatch(
      /those rows stay beside the new ones/,
    );
    expect(await dryRun([...(second ?? []), "--prefix", "second_"])).not.toContain("Warning");
  });
}

describeWithPostgres("a table of PostgreSQL that another command has written", () => {
  describeOtherWriters(() => createTestDatabase("cli_target"));
});

describeWithMySql("a table of MySQL that another command has written", () => {
  describeOtherWriters(() => createMySqlDatabase("cli_target"));
});
