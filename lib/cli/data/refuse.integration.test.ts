import { describe, expect, it } from "vitest";
import { describeWithPostgres } from "@/tests/support/postgres";
import { eventsOf, sluice, sync } from "@/tests/support/sluice";
import { rowsOf, useSluiceLab } from "@/tests/support/sluice-lab";

describeWithPostgres("sluice sync, called wrongly or in vain", () => {
  const lab = useSluiceLab();

  describe("refuses", () => {
    const refused = async (args: string[]) => {
      const { code, stderr } = await sluice(["sync", ...args]);
      return { code, stderr };
    };

    it("what it does not understand, with what there is", async () => {
      const { target, ends } = lab();
      expect(await refused([...ends, "--streems", "x"])).toEqual({
        code: 2,
        stderr: expect.stringMatching(/streems.*--streams/s),
      });
      expect(await refused([...ends, "--streams", "nope"])).toEqual({
        code: 2,
        stderr: expect.stringMatching(/nope.*public\.notes, public\.orders/s),
      });
      expect(await refused([...ends, "--mode", "sideways"])).toEqual({
        code: 2,
        stderr: expect.stringMatching(/sideways.*overwrite, append/),
      });
      expect(await refused(["--to", target.url])).toEqual({
        code: 2,
        stderr: expect.stringMatching(/no source.*--from/),
      });
      expect(await refused(["--from", "gopher://x/y", "--to", target.url])).toEqual({
        code: 2,
        stderr: expect.stringMatching(/gopher.*postgres:\/\//),
      });
      expect(
        await refused([...ends, "--streams", "notes", "--mode", "incremental", "--cursor", "nope"]),
      ).toEqual({ code: 2, stderr: expect.stringMatching(/nope cannot serve as cursor.*--cursor/) });
      expect(await refused([...ends, "--primary-key", "id", "--mode", "deduped"])).toEqual({
        code: 2,
        stderr: expect.stringMatching(/public\.notes: id cannot serve as key/),
      });
      expect(await refused([...ends, "--verify", "hope"])).toEqual({
        code: 2,
        stderr: expect.stringMatching(/checksums/),
      });
      expect(await refused(["--from", "sample://", "--to", target.url, "--where", "id=1"])).toEqual({
        code: 2,
        stderr: expect.stringMatching(/cannot filter rows/),
      });
    });

    it("to go on from a checkpoint that something else has damaged, and does after a rewind", async () => {
      const { source, target, ends } = lab();
      const args = [...ends, "--streams", "orders", "--mode", "deduped", "--cursor", "updated_at"];
      await sync(args);
      await target.query(
        `UPDATE _sluice_checkpoints SET checkpoint = (checkpoint::jsonb - 'generations')::json WHERE feed_id <> 'journal'`,
      );
      const damaged = { code: 1, stderr: expect.stringMatching(/orders.* is damaged.*rewind/) as string };
      expect(await refused(args)).toEqual(damaged);
      expect(await sluice(["state", ...ends])).toMatchObject(damaged);
      expect(await sluice(["rewind", ...ends, "--stream", "orders", "--position", "1"])).toMatchObject(
        damaged,
      );
      expect(await sluice(["rewind", ...ends, "--stream", "orders", "--start"])).toMatchObject({ code: 0 });
      await sync(args);
      expect(await rowsOf(target, "orders")).toEqual(await rowsOf(source, "orders"));
    });

    it("to go on in a way that would repeat rows, and does after a rewind", async () => {
      const { source, target, ends } = lab();
      const base = [...ends, "--streams", "orders"];
      await sync(base);
      const changed = [...base, "--mode", "incremental", "--cursor", "updated_at"];
      expect(await refused(changed)).toEqual({
        code: 2,
        stderr: expect.stringMatching(/full_refresh_overwrite until now.*rewind/s),
      });
      await target.query("DROP TABLE orders");
      expect((await sluice(["rewind", ...ends, "--stream", "orders", "--start"])).code).toBe(0);
      await sync(changed);
      expect(await rowsOf(target, "orders")).toEqual(await rowsOf(source, "orders"));
      expect(await refused([...base, "--mode", "incremental", "--cursor", "id"])).toEqual({
        code: 2,
        stderr: expect.stringMatching(/another cursor/),
      });
    });

    it("ends with 1 where a server cannot be reached, at once and without its password", async () => {
      const { target } = lab();
      const { code, stderr } = await sluice([
        "sync",
        "--from",
        "postgres://me:s3cr3t-w0rd@127.0.0.1:1/db",
        "--to",
        target.url,
      ]);
      expect(code).toBe(1);
      expect(stderr).toContain("127.0.0.1:1");
      expect(stderr).not.toContain("s3cr3t-w0rd");
    });

    it("tells which stream failed, and still brings the others", async () => {
      const { target, ends } = lab();
      await target.query("CREATE VIEW notes AS SELECT 1 AS one");
      const { code, stdout } = await sluice(["sync", "--json", ...ends, "--mode", "append"]);
      expect(code).toBe(1);
      const events = eventsOf(stdout);
      expect(events.filter(({ type }) => type === "failed")).toMatchObject([
        { name: "notes", kind: "config" },
      ]);
      expect(events.at(-1)).toMatchObject({
        status: "failed",
        streams: [
          { name: "notes", verified: false },
          { name: "orders", verified: true },
        ],
      });
    });
  });

  it("never prints a password, whatever goes wrong", async () => {
    const { source, target } = lab();
    const secret = "p@ss:w/rd%1";
    const from = new URL(source.url);
    const uri = `postgres://postgres:${encodeURIComponent(secret)}@${from.host}${from.pathname}`;
    const outcomes = await Promise.all([
      sluice(["sync", "--json", "--from", uri, "--to", target.url]),
      sluice(["sync", "--from", `${uri}_gone`, "--to", target.url]),
      sluice(["sync", "--from", `${uri}?nonsense=1`, "--to", target.url]),
      sluice(["state", "--from", uri, "--to", target.url]),
      sluice(["check", "--from", `${uri}_gone`]),
    ]);
    expect(outcomes.map(({ code }) => code)).toEqual([0, 1, 2, 0, 1]);
    for (const { stdout, stderr } of outcomes) {
      expect(stdout + stderr).not.toContain(secret);
      expect(stdout + stderr).not.toContain(encodeURIComponent(secret));
    }
    const stored = await target.query<{ text: string }>("SELECT c::text AS text FROM _sluice_checkpoints c");
    expect(stored.map(({ text }) => text).join()).not.toContain(secret);
  });
});
