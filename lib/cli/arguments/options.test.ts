import { describe, expect, it } from "vitest";
import { UsageError } from "../usage-error";
import { parseOptions } from "./options";

describe("options", () => {
  it("are taken in either form, and lists in one piece or many", () => {
    const options = parseOptions(
      ["--streams", "a,b", "--streams=c", "--mode=deduped", "--dry-run", "--cursor", "a=x", "--cursor=b=y"],
      ["streams", "mode", "dry-run", "cursor"],
    );
    expect(options).toMatchObject({
      streams: ["a", "b", "c"],
      mode: "deduped",
      dryRun: true,
      cursor: ["a=x", "b=y"],
      json: false,
    });
  });

  it.each([
    [["--strems", "a"], /strems.*--streams/s],
    [["--streams"], /streams.*argument missing/],
    [["--json"], /--json has no meaning here.*--streams, --mode/s],
    [["orders"], /"orders".*--streams orders/],
    [["--mode", "upsert"], /upsert.*overwrite, append, incremental, deduped, history/],
    [["--sample", "0"], /--sample 0/],
    [["--sample", "1.5"], /--sample 1\.5/],
    [["--sample=-3"], /--sample -3/],
    [["--parallel", "0"], /--parallel 0: give a number of streams, for example --parallel 4/],
  ])("are refused by name where they are not understood: %j", (args, says) => {
    const parse = () =>
      parseOptions(
        args,
        /^--(sample|parallel)/.test(args[0] ?? "") ? ["sample", "parallel"] : ["streams", "mode"],
      );
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(says);
  });

  it("name what a run is to prove", () => {
    expect(parseOptions(["--verify", "checksums"], ["verify"]).verify).toBe("checksums");
    expect(parseOptions([], ["verify"]).verify).toBeUndefined();
    expect(() => parseOptions(["--verify", "hope"], ["verify"])).toThrow(/hope.*counts, checksums/);
  });
});
