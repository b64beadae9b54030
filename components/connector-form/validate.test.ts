import { describe, expect, it } from "vitest";
import type { JsonObject, JsonSchema } from "./json-schema";
import { validateAgainstSchema } from "./validate";

/** The messages by path, for a schema of properties. */
function problems(
  schema: JsonSchema,
  value: JsonObject,
  storedSecrets: string[][] = [],
): Record<string, string> {
  const found = validateAgainstSchema({ type: "object", ...schema }, value, { storedSecrets });
  return Object.fromEntries(found.map(({ path, message }) => [path.join("."), message]));
}

function ofField(field: JsonSchema, value: JsonObject["field"] | undefined): string | undefined {
  return problems({ properties: { field } }, value === undefined ? {} : { field: value }).field;
}

describe("required values", () => {
  it("says what to enter, in the words of the kind of field", () => {
    const schema: JsonSchema = {
      required: ["host", "port", "since", "mode", "tables", "kinds"],
      properties: {
        host: { type: "string", examples: ["db.example.com"] },
        port: { type: "integer", minimum: 1, maximum: 65_535 },
        since: { type: "string", format: "date" },
        mode: { type: "string", enum: ["a", "b"] },
        tables: { type: "array", items: { type: "string" } },
        kinds: { type: "array", items: { enum: ["x"] } },
      },
    };
    expect(problems(schema, {})).toEqual({
      host: "Enter a value, for example db.example.com.",
      port: "Enter a whole number from 1 to 65,535.",
      since: "Enter a date as YYYY-MM-DD, for example 2026-01-31.",
      mode: "Choose one of the options.",
      tables: "Add at least one value.",
      kinds: "Choose at least one of the options.",
    });
  });

  it("takes an emptied text for a missing one", () => {
    expect(
      problems({ required: ["host"], properties: { host: { type: "string" } } }, { host: "" }),
    ).toHaveProperty("host");
    expect(problems({ properties: { host: { type: "string", pattern: "^x" } } }, { host: "" })).toEqual({});
  });

  it("never shows an example of a secret", () => {
    const schema = {
      required: ["key"],
      properties: { key: { type: "string", airbyte_secret: true, examples: ["abc"] } },
    };
    expect(problems(schema, {}).key).toBe("Enter a value.");
  });

  it("takes a stored secret for present, and an emptied replacement of it for missing", () => {
    const schema: JsonSchema = {
      required: ["key"],
      properties: { key: { type: "string", airbyte_secret: true } },
    };
    expect(problems(schema, {}, [["key"]])).toEqual({});
    expect(problems(schema, { key: "" }, [["key"]])).toHaveProperty("key");
    expect(problems(schema, {}, [["other"]])).toHaveProperty("key");
  });

  it("does not ask for what is hidden or constant", () => {
    const schema = {
      required: ["hidden", "fixed"],
      properties: { hidden: { type: "string", airbyte_hidden: true }, fixed: { type: "string", const: "x" } },
    };
    expect(problems(schema, {})).toEqual({});
    expect(problems(schema, { fixed: "y" }).fixed).toBe('This must be "x".');
  });
});

describe("numbers", () => {
  it.each([
    [{ type: "integer" }, 1.5, "Enter a whole number."],
    [{ type: "integer" }, "12abc", "Enter a whole number."],
    [{ type: "integer", minimum: 10 }, 9, "Enter a whole number of at least 10."],
    [{ type: "number", maximum: 0.5 }, 0.6, "Enter a number of at most 0.5."],
    [{ type: "number", exclusiveMinimum: 0 }, 0, "Enter a number above 0."],
    [{ type: "integer", minimum: 1, maximum: 5000 }, 5001, "Enter a whole number from 1 to 5,000."],
  ])("%j refuses %j", (schema, value, message) => expect(ofField(schema, value)).toBe(message));

  it("accepts the bounds themselves", () => {
    expect([1, 5].map((value) => ofField({ type: "integer", minimum: 1, maximum: 5 }, value))).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe("text", () => {
  const slug: JsonSchema = { type: "string", pattern: "^[a-z]+$" };

  it("explains a pattern by its descriptor, else by an example, else by itself", () => {
    expect(ofField({ ...slug, pattern_descriptor: "lower case letters" }, "A")).toBe(
      "Enter it in the form lower case letters.",
    );
    expect(ofField({ ...slug, examples: ["shop"] }, "A")).toBe("Enter it in the form of this example: shop.");
    expect(ofField(slug, "A")).toBe("Enter a value that matches ^[a-z]+$.");
  });

  it("points at spaces when they are all that is wrong", () => {
    expect(ofField(slug, " shop ")).toBe("Remove the spaces at the ends.");
  });

  it("leaves a pattern that JavaScript cannot read to the connector", () => {
    expect(ofField({ type: "string", pattern: "(?P<name>x)" }, "anything")).toBeUndefined();
  });

  it("counts characters, not UTF-16 units", () => {
    expect(ofField({ type: "string", maxLength: 2 }, "🐟🐟")).toBeUndefined();
    expect(ofField({ type: "string", minLength: 3 }, "ab")).toBe("Enter at least 3 characters; there are 2.");
  });

  it.each([
    ["email", "name@example.com", "name"],
    ["uri", "https://example.com/x", "example.com"],
    ["uuid", "3f2b8c1e-5d4a-4b6f-9c7e-2a1d0e8f6b35", "3f2b"],
  ])("knows the format %s", (format, right, wrong) => {
    expect(ofField({ type: "string", format }, right)).toBeUndefined();
    expect(ofField({ type: "string", format }, wrong)).toMatch(/^Enter an? /);
  });
});

describe("dates and times", () => {
  const utcSeconds = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$";

  it("accepts ISO text and refuses other forms and days that do not exist", () => {
    expect(ofField({ type: "string", format: "date" }, "2024-02-29")).toBeUndefined();
    expect(ofField({ type: "string", format: "date" }, "29.02.2024")).toMatch(/^Enter a date as YYYY-MM-DD/);
    expect(ofField({ type: "string", format: "date" }, "2026-02-30")).toMatch(
      /^There is no day 2026-02-30\./,
    );
    expect(ofField({ type: "string", format: "date-time" }, "2026-01-31T00:00:00+05:30")).toBeUndefined();
    expect(ofField({ type: "string", format: "date-time" }, "2026-01-31T25:00:00Z")).toMatch(
      /^Enter a date and time/,
    );
  });

  it("shows the form that the pattern asks for", () => {
    expect(ofField({ type: "string", format: "date-time", pattern: utcSeconds }, "2026-01-31")).toBe(
      "Enter a date and time (UTC) as YYYY-MM-DDTHH:MM:SSZ, for example 2026-01-31T00:00:00Z.",
    );
    expect(
      ofField(
        {
          type: "string",
          format: "date-time",
          pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`,
        },
        "x",
      ),
    ).toMatch(/2026-01-31T00:00:00\.000Z\.$/);
  });

  it("lets a pattern allow what the format would not", () => {
    const american = { type: "string", format: "date", pattern: "^[0-9]{2}-[0-9]{2}-[0-9]{4}$" };
    expect(ofField(american, "01-31-2026")).toBeUndefined();
    expect(ofField(american, "2026-01-31")).toBe("Enter a date as MM-DD-YYYY, for example 01-31-2026.");
    expect(ofField({ ...american, description: "In the form DD-MM-YYYY." }, "x")).toMatch(
      /as DD-MM-YYYY, for example 31-01-2026/,
    );
  });
});

describe("choices between branches", () => {
  const credentials: JsonSchema = {
    type: "object",
    oneOf: [
      {
        title: "OAuth",
        required: ["client_id", "client_secret"],
        properties: {
          auth: { type: "string", const: "oauth" },
          client_id: { type: "string" },
          client_secret: { type: "string", airbyte_secret: true },
        },
      },
      {
        title: "Token",
        required: ["token"],
        properties: { auth: { type: "string", const: "token" }, token: { type: "string" } },
      },
    ],
  };

  it("checks the chosen branch only", () => {
    expect(
      Object.keys(problems({ properties: { credentials } }, { credentials: { auth: "token" } })),
    ).toEqual(["credentials.token"]);
    expect(problems({ properties: { credentials } }, { credentials: { auth: "token", token: "x" } })).toEqual(
      {},
    );
  });

  it("asks for a choice when one is required or the chosen one is unknown", () => {
    const schema: JsonSchema = { required: ["credentials"], properties: { credentials } };
    expect(problems(schema, {})).toEqual({ credentials: "Choose one of the options." });
    expect(problems(schema, { credentials: { auth: "magic" } })).toEqual({
      credentials: "Choose one of the options.",
    });
    expect(problems({ properties: { credentials } }, {})).toEqual({});
  });

  it("finds stored secrets inside a branch", () => {
    const value = { credentials: { auth: "oauth", client_id: "x" } };
    expect(problems({ properties: { credentials } }, value, [["credentials", "client_secret"]])).toEqual({});
  });
});

describe("lists and sections", () => {
  it("counts values and names doubles", () => {
    const list = { type: "array", items: { type: "string" }, minItems: 2, maxItems: 3, uniqueItems: true };
    expect(ofField(list, ["a"])).toBe("Add at least 2 values; there is 1.");
    expect(ofField(list, ["a", "b", "c", "d"])).toBe("Keep at most 3 values; there are 4.");
    expect(ofField(list, ["a", "a"])).toBe("Enter each value only once.");
    expect(ofField(list, [])).toBeUndefined();
  });

  it("puts a problem of an item at the item", () => {
    const schema: JsonSchema = { properties: { ports: { type: "array", items: { type: "integer" } } } };
    expect(problems(schema, { ports: [1, "x"] })).toEqual({ "ports.1": "Enter a whole number." });
  });

  it("looks into objects of a list", () => {
    const report: JsonSchema = { required: ["name"], properties: { name: { type: "string" } } };
    const schema: JsonSchema = { properties: { reports: { type: "array", items: report } } };
    expect(problems(schema, { reports: [{ name: "a" }, {}] })).toEqual({
      "reports.1.name": "Enter a value.",
    });
  });

  it("asks nothing of an optional section in which nothing was entered", () => {
    const tunnel: JsonSchema = {
      type: "object",
      required: ["host"],
      properties: { host: { type: "string" }, user: { type: "string" } },
    };
    expect(problems({ properties: { tunnel } }, { tunnel: { user: "" } })).toEqual({});
    expect(problems({ properties: { tunnel } }, { tunnel: { user: "u" } })).toEqual({
      "tunnel.host": "Enter a value.",
    });
    expect(problems({ required: ["tunnel"], properties: { tunnel } }, {})).toEqual({
      "tunnel.host": "Enter a value.",
    });
  });

  it("asks nothing of an optional section that holds only its defaults", () => {
    const login: JsonSchema = {
      required: ["key"],
      properties: { how: { const: "key" }, key: {}, on: { type: "boolean", default: true } },
    };
    expect(problems({ properties: { login } }, { login: { how: "key", on: true } })).toEqual({});
    expect(problems({ properties: { login } }, { login: { how: "key", on: false, key: "" } })).toEqual({});
  });

  it("accepts null where the schema does", () => {
    expect(
      ofField({ type: ["array", "null"], items: { type: "string" }, minItems: 1 }, null),
    ).toBeUndefined();
  });
});
