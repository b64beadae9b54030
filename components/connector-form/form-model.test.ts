import { describe, expect, it } from "vitest";
import { discriminatorOf } from "./branches";
import { fieldsOf, foldFields, formModel, type FieldModel } from "./form-model";
import type { JsonSchema } from "./json-schema";

function only(schema: JsonSchema): FieldModel | undefined {
  return fieldsOf({ properties: { field: schema } })[0];
}

describe("kinds of fields", () => {
  it.each<[string, JsonSchema, object]>([
    ["text", { type: "string" }, { kind: "text", multiline: false }],
    ["long text", { type: "string", multiline: true }, { kind: "text", multiline: true }],
    [
      "a secret",
      { type: "string", airbyte_secret: true, multiline: true },
      { kind: "secret", multiline: true },
    ],
    ["a date", { type: "string", format: "date" }, { kind: "date" }],
    ["an instant", { type: "string", format: "date-time" }, { kind: "date-time" }],
    ["a whole number", { type: "integer" }, { kind: "number", integer: true }],
    ["a number or nothing", { type: ["number", "null"] }, { kind: "number", integer: false }],
    ["a switch", { type: "boolean" }, { kind: "switch" }],
    [
      "a choice",
      { enum: [1, 7] },
      {
        kind: "choice",
        options: [
          { value: 1, label: "1" },
          { value: 7, label: "7" },
        ],
      },
    ],
    ["tags", { type: "array" }, { kind: "tags", item: "string" }],
    ["numbers", { type: "array", items: { type: "integer" } }, { kind: "tags", item: "integer" }],
    [
      "several of a list",
      { type: "array", items: { enum: ["a"] } },
      { kind: "choices", options: [{ value: "a", label: "a" }] },
    ],
    ["a section", { type: "object", properties: { x: { type: "string" } } }, { kind: "section" }],
    [
      "groups that repeat",
      { type: "array", title: "Reports", items: { properties: { x: {} } } },
      { kind: "objects", itemTitle: "Report" },
    ],
    ["a free object", { type: "object", properties: undefined }, { kind: "json" }],
  ])("draws %s", (_, schema, kind) => expect(only(schema)).toMatchObject(kind));

  it("draws a oneOf as branches without their discriminator and constants", () => {
    const field = only({
      type: "object",
      display_type: "radio",
      oneOf: [
        { title: "Free", properties: { plan: { const: "free" }, limit: { const: 50 } } },
        { properties: { plan: { const: "own" }, limit: { type: "integer" } } },
      ],
    });
    expect(field).toMatchObject({
      kind: "branches",
      display: "radio",
      branches: [
        { title: "Free", fields: [] },
        { title: "own", fields: [{ name: "limit" }] },
      ],
    });
  });

  it("finds the discriminator among other constants, and in an enum of one", () => {
    const branches = [
      { properties: { limit: { const: 50 }, plan: { const: "free" } } },
      { properties: { limit: { const: 50 }, plan: { enum: ["own"] } } },
    ];
    expect(discriminatorOf(branches)).toBe("plan");
    expect(discriminatorOf([{ properties: { a: { type: "string" } } }])).toBeUndefined();
  });

  it("names an item of a list by its title, or by the list's", () => {
    const titled = (title?: string) =>
      only({ type: "array", title: "Categories", items: { title, properties: { x: {} } } });
    expect(titled("ReportConfig")).toMatchObject({ itemTitle: "Report config" });
    expect(titled("API account")).toMatchObject({ itemTitle: "API account" });
    expect(titled()).toMatchObject({ itemTitle: "Category" });
  });

  it("makes a title of the name where there is none", () => {
    expect(fieldsOf({ properties: { start_date: {}, apiKey: {} } }).map((field) => field.title)).toEqual([
      "Start date",
      "Api key",
    ]);
  });

  it("takes the first example as placeholder, but none for a secret", () => {
    expect(only({ type: "integer", examples: [30, 60] })?.placeholder).toBe("30");
    expect(only({ type: "string", airbyte_secret: true, examples: ["key123"] })?.placeholder).toBeUndefined();
  });
});

describe("order and folding", () => {
  const schema: JsonSchema = {
    required: ["late", "early"],
    properties: {
      optional: { order: 0 },
      late: { order: 9 },
      shown: { always_show: true, order: 8 },
      early: { order: 1 },
      hidden: { airbyte_hidden: true },
      fixed: { const: 1 },
    },
  };

  it("puts required fields first, then those always shown, then the rest, each by order", () => {
    expect(fieldsOf(schema).map((field) => field.name)).toEqual(["early", "late", "shown", "optional"]);
  });

  it("folds the optional ones away", () => {
    const { seen, folded } = foldFields(fieldsOf(schema));
    expect(seen.map((field) => field.name)).toEqual(["early", "late", "shown"]);
    expect(folded.map((field) => field.name)).toEqual(["optional"]);
  });

  it("folds nothing where nothing would be left to see", () => {
    expect(foldFields(fieldsOf({ properties: { a: {}, b: {} } })).folded).toEqual([]);
  });

  it("keeps an optional way to sign in in sight", () => {
    const oneOf = [
      { required: ["key"], properties: { how: { const: "key" }, key: { airbyte_secret: true } } },
    ];
    expect(only({ type: "object", oneOf })?.upFront).toBe(true);
    expect(only({ type: "object", ...oneOf[0] })?.upFront).toBe(true);
    expect(only({ type: "object", properties: { key: { airbyte_secret: true } } })?.upFront).toBe(false);
  });
});

describe("groups", () => {
  it("come in the order of the spec, fields without a group before them", () => {
    const groups = formModel({
      groups: [{ id: "auth", title: "Sign-in" }, { id: "empty" }, { id: "sync", title: "What to read" }],
      properties: { since: { group: "sync" }, key: { group: "auth" }, name: {}, lost: { group: "unknown" } },
    });
    expect(groups.map((group) => [group.title, group.fields.map((field) => field.name)])).toEqual([
      [undefined, ["name", "lost"]],
      ["Sign-in", ["key"]],
      ["What to read", ["since"]],
    ]);
  });
});

it("a figure whose name ends in its unit is shown with it", () => {
  const unitOf = (name: string) => {
    const [field] = fieldsOf({ properties: { [name]: { type: "integer" } } });
    return field?.kind === "number" ? field.unit : undefined;
  };
  expect(unitOf("window_in_days")).toBe("days");
  expect(unitOf("request_timeout_ms")).toBe("ms");
  expect(unitOf("lookback_window")).toBeUndefined();
  expect(unitOf("port")).toBeUndefined();
});
