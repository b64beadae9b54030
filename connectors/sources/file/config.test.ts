import { describe, expect, it } from "vitest";
import { ConfigError } from "@/connectors/sdk";
import { createTestContext } from "@/connectors/sdk/testing";
import { spec } from "./config";
import { canonicalEncoding } from "@/connectors/sdk/files/content/encodings";
import { findTarget, locateHttp, locateLocal } from "./location";

const valid = { dataset_name: "orders", url: "https://example.com/orders.csv" };

describe("the configuration", () => {
  it("takes what Airbyte's configurations hold", () => {
    const parsed = spec.parse({
      dataset_name: "orders",
      format: "csv",
      url: "https://example.com/orders.csv",
      provider: { storage: "HTTPS", user_agent: true, reader_impl: "gcsfs" },
      reader_options:
        '{"sep": "\\t", "header": null, "names": ["a", "b"], "parse_dates": ["b"], "low_memory": false}',
    });
    expect(parsed.provider).toEqual({ storage: "HTTPS", user_agent: true });
    expect(spec.parse(valid)).toEqual({
      ...valid,
      format: "csv",
      provider: { storage: "HTTPS", user_agent: false },
    });
  });

  it.each<[object, RegExp]>([
    [{ format: "feather" }, /file format "feather" is not offered; csv, json, jsonl and parquet are/],
    [
      { provider: { storage: "GCS", service_account_json: "x" } },
      /storage "GCS" is not offered; HTTPS, local and S3 are/,
    ],
    [{ provider: { storage: "SFTP" } }, /storage "SFTP" is not offered/],
    [{ dataset_name: "" }, /dataset_name: Give the stream a name/],
    [{ url: "  " }, /url: Give the address/],
    [{ reader_options: "{'sep': ' '}" }, /reader_options.*double quotes/],
    [{ reader_options: "[1]" }, /reader_options/],
    [{ reader_options: '{"sep": ";;"}' }, /sep: must be one character/],
    [{ reader_options: '{"usecols": [1]}' }, /usecols is not offered \(known are .*encoding.*sep/],
    [{ reader_options: '{"encoding": "klingon"}' }, /encoding: is not a known encoding/],
    [{ reader_options: '{"header": -1}' }, /reader_options: header: /],
    [{ format: "json", reader_options: '{"sep": ";"}' }, /sep is not offered/],
    [{ format: "json", reader_options: '{"orient": "split"}' }, /orient/],
  ])("refuses %j by saying what is offered", (change, says) => {
    expect(() => spec.parse({ ...valid, ...change })).toThrow(ConfigError);
    expect(() => spec.parse({ ...valid, ...change })).toThrow(says);
  });

  it("is a form with the storage as a choice", () => {
    const schema = spec.jsonSchema() as {
      properties: { provider: { oneOf: { properties: { storage: object } }[] } };
    };
    expect(schema.properties.provider.oneOf.map((branch) => branch.properties.storage)).toEqual([
      { type: "string", const: "HTTPS" },
      { type: "string", const: "local" },
      { type: "string", const: "S3" },
    ]);
  });
});

describe("a bucket", () => {
  const provider = {
    storage: "S3",
    aws_access_key_id: "id",
    aws_secret_access_key: "secret",
    reader_impl: "s3fs",
  };
  const targetOf = async (url: string) => {
    const ctx = await createTestContext();
    await ctx.dispose();
    return findTarget(spec.parse({ ...valid, url, provider }), ctx);
  };

  it.each(["s3://reports/a b/x.csv", "reports/a b/x.csv", "s3a://reports/a b/x.csv"])(
    "has one object at %s",
    async (url) => {
      const target = await targetOf(url);
      expect(target).toMatchObject({
        kind: "one",
        location: { storage: "S3", key: "a b/x.csv", label: "reports/a b/x.csv" },
      });
    },
  );

  it("has many objects where the path is a glob", async () => {
    expect(await targetOf("s3://reports/a/**/*.csv")).toMatchObject({ kind: "many", glob: "a/**/*.csv" });
  });

  it.each([
    ["https://reports.s3.amazonaws.com/x.csv", /is no object of a bucket/],
    ["s3://reports", /names no object/],
  ])("is not what %s means", async (url, says) => {
    await expect(targetOf(url)).rejects.toThrow(says);
  });

  it("needs both halves of a key", () => {
    const half = { storage: "S3", aws_access_key_id: "id" };
    expect(() => spec.parse({ ...valid, provider: half })).toThrow(/one is missing/);
  });

  it("has secrets that the console keeps", () => {
    expect(spec.secrets).toContainEqual(["provider", "aws_secret_access_key"]);
  });
});

describe("the location", () => {
  const local = locateLocal;
  const http = (url: string) => locateHttp(url, false);

  it.each([
    ["orders.csv", "orders.csv"],
    ["/local/orders.csv", "/local/orders.csv"],
    ["file:///local/my%20orders.csv", "/local/my orders.csv"],
    ["file://orders 100%.csv", "orders 100%.csv"],
  ])("of the local file %s is the path %s", (url, path) => {
    expect(local(url)).toEqual({ storage: "local", path, label: path });
  });

  it("of an address keeps passwords and query strings out of messages", () => {
    expect(http("https://ada:s%40cret@example.com/a.csv?token=abc")).toMatchObject({
      url: "https://example.com/a.csv?token=abc",
      authorization: `Basic ${Buffer.from("ada:s@cret").toString("base64")}`,
      label: "https://example.com/a.csv",
    });
    expect(http("example.com/a.csv")).toMatchObject({
      url: "https://example.com/a.csv",
      authorization: null,
    });
  });

  it.each<[() => unknown, RegExp]>([
    [() => local("https://a:secret@example.com/a.csv?token=secret"), /Choose the storage HTTPS/],
    [() => local("s3://bucket/a.csv"), /"s3" is not offered/],
    [() => http("/local/a.csv"), /Choose the storage local/],
    [() => http("file:///local/a.csv"), /Choose the storage local/],
    [() => http("gs://bucket/a.csv"), /"gs" is not offered/],
    [() => http("https://"), /is not an address/],
  ])("is refused where storage and address contradict each other: %#", (locateIt, says) => {
    expect(locateIt).toThrow(says);
    expect(locateIt).not.toThrow(/secret/);
  });
});

it.each([
  ["utf_8", "utf-8"],
  ["utf-8-sig", "utf-8"],
  ["latin-1", "windows-1252"],
  ["cp1252", "windows-1252"],
  ["ISO-8859-15", "iso-8859-15"],
  ["utf-16", "utf-16le"],
  ["shift_jis", "shift_jis"],
  ["cp932", "shift_jis"],
  ["cp866", "ibm866"],
  ["koi8_r", "koi8-r"],
  ["klingon", null],
])("knows the encoding %s as %s", (name, encoding) => {
  expect(canonicalEncoding(name)).toBe(encoding);
});
