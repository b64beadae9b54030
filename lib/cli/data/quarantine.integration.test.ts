import { expect, it } from "vitest";
import { describeWithPostgres } from "@/tests/support/postgres";
import { sluice, sync } from "@/tests/support/sluice";
import { rowsOf, useSluiceLab } from "@/tests/support/sluice-lab";

describeWithPostgres("sluice quarantine and replay", () => {
  const lab = useSluiceLab();

  it.each(["overwrite", "append", "deduped"])(
    "keep what the table refuses in mode %s, and write it once it is taken",
    async (mode) => {
      const { source, target, ends } = lab();
      const cursor = mode === "deduped" ? ["--cursor", "updated_at"] : [];
      const args = [...ends, "--streams", "orders", "--mode", mode, ...cursor];
      await sync(args);
      await target.query(
        "ALTER TABLE orders ADD CONSTRAINT no_sent CHECK (NOT (id IN (5, 6) AND status = 'sent')) NOT VALID",
      );
      await source.query("UPDATE orders SET status = 'sent', updated_at = '2026-03-01' WHERE id < 10");
      const { result } = await sync(args);
      expect(result.streams).toMatchObject([{ rowsQuarantined: 2, verified: true }]);
      const listed = await sluice(["quarantine", ...ends]);
      expect(listed.stdout.trimEnd().split("\n")).toHaveLength(2);
      expect(JSON.parse(listed.stdout.split("\n")[0] ?? "")).toMatchObject({
        row: { id: "5", status: "sent" },
      });

      const refused = await sluice(["replay", ...args]);
      expect(refused).toMatchObject({
        code: 1,
        stdout: expect.stringMatching(/2 rows still cannot be written/),
      });

      await target.query("ALTER TABLE orders DROP CONSTRAINT no_sent");
      const taken = await sluice(["replay", ...args]);
      expect(taken).toMatchObject({ code: 0, stdout: expect.stringMatching(/2 rows written, verified/) });
      if (mode === "append")
        await target.query("DELETE FROM orders WHERE updated_at < '2026-03-01' AND id < 10");
      const columns = "DISTINCT id, status, amount, updated_at";
      expect(await rowsOf(target, "orders", columns)).toEqual(await rowsOf(source, "orders"));
      expect(await sluice(["replay", ...args])).toMatchObject({ code: 0, stdout: "Nothing waits.\n" });
      expect((await sluice(["quarantine", ...ends])).stdout).toBe("");
      if (mode === "deduped")
        expect((await sync(args)).result.streams).toMatchObject([{ rowsRead: 0, verified: true }]);
    },
  );

  it("say so where a destination keeps none", async () => {
    const { source, folder } = lab();
    const args = ["--from", source.url, "--to", `file:${folder}/out/`];
    expect(await sluice(["quarantine", ...args])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/has no quarantine/),
    });
  });
});
