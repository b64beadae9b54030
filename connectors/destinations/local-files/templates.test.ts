import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "@/connectors/sdk";
import { spec } from "./config";
import { localFilesDestination } from "./index";
import { Exports, numbered } from "./testing/exports";

let exports: Exports;
beforeEach(async () => {
  exports = await Exports.create();
});
afterEach(() => exports.dispose());

const noon = Date.UTC(2026, 2, 7, 12, 30, 5);
const nextDay = noon + 86_400_000;
const byDay = "${NAMESPACE}/${STREAM_NAME}/${YEAR}/${MONTH}/${DAY}/";

function nameBy(path_format: string, more: object = {}): void {
  exports.config = spec.parse({ destination_path: "exports", path_format, ...more });
}

const count = (plan: ReturnType<Exports["plan"]>) =>
  localFilesDestination.count?.(exports.config, plan, exports.ctx);

describe("files named by a template", () => {
  it("hold the namespace, the stream, and the instant at which the run began", async () => {
    nameBy("${namespace}/${STREAM_NAME}/${YEAR}-${MONTH}/${DAY}_${HOUR}${MINUTE}${SECOND}_", {
      file_name_pattern: "{date:yyyyMMdd}-{timestamp}-{sync_id}{format_extension}",
    });
    await exports.run(exports.plan({ write: "append", syncId: 4, extractedAtMs: noon }), numbered(1, 2));
    expect(await exports.visible()).toEqual([`default/orders/2026-03/07_123005_20260307-${noon}-4.jsonl`]);
  });

  it("stay beside each other in append, and are counted, measured and cleared by what was noted of them", async () => {
    nameBy(byDay);
    const first = exports.plan({ write: "append", syncId: 1, extractedAtMs: noon });
    const second = exports.plan({ write: "append", syncId: 2, extractedAtMs: nextDay });
    await exports.run(first, numbered(1, 3));
    await exports.run(second, numbered(4, 5));
    const files = ["default/orders/2026/03/07/0-1.jsonl", "default/orders/2026/03/08/0-2.jsonl"];
    expect(await exports.visible()).toEqual(files);
    expect(await exports.ids(files[1] ?? "")).toEqual([4, 5]);
    expect([await exports.measure(first), await exports.measure(second), await count(second)]).toEqual([
      3, 2, 5,
    ]);
    await exports.clear(second);
    expect(await exports.visible()).toEqual([]);
    expect(await count(second)).toBeNull();
  });

  it("replace those of the run before in overwrite, wherever these are", async () => {
    nameBy(byDay, { max_file_rows: 2 });
    const first = exports.plan({ write: "overwrite", syncId: 1, extractedAtMs: noon });
    await exports.run(first, numbered(1, 5));
    expect(await exports.visible()).toEqual(
      [0, 1, 2].map((part) => `default/orders/2026/03/07/${part}.jsonl`),
    );
    const second = exports.plan({ write: "overwrite", syncId: 2, extractedAtMs: nextDay });
    await exports.run(second, numbered(6, 7));
    expect(await exports.visible()).toEqual(["default/orders/2026/03/08/0.jsonl"]);
    expect([await exports.measure(second), await count(second)]).toEqual([2, 2]);
    nameBy("${NAMESPACE}_${STREAM_NAME}_");
    await exports.run(
      exports.plan({ write: "overwrite", syncId: 3, extractedAtMs: nextDay }),
      numbered(8, 8),
    );
    expect(await exports.visible()).toEqual(["default_orders_0.jsonl"]);
  });

  it("have the part's number in their names where the pattern leaves it out", async () => {
    nameBy(byDay, { max_file_rows: 2, file_name_pattern: "orders{format_extension}" });
    await exports.run(exports.plan({ write: "overwrite", extractedAtMs: noon }), numbered(1, 5));
    expect(await exports.visible()).toEqual(
      ["orders-1", "orders-2", "orders"].map((file) => `default/orders/2026/03/07/${file}.jsonl`),
    );
  });
});

describe("a path format", () => {
  it.each([
    ["${NAMESPACE}/all", /needs \$\{NAMESPACE\} and \$\{STREAM_NAME\}/],
    ["../${NAMESPACE}/${STREAM_NAME}", /begin with a dot/],
    ["${NAMESPACE}/.hidden/${STREAM_NAME}", /begin with a dot/],
  ])("%s is refused, because of what it would do to others", (path_format, says) => {
    const parse = () => spec.parse({ destination_path: "exports", path_format });
    expect(parse).toThrow(ConfigError);
    expect(parse).toThrow(says);
  });
});
