import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultPathTemplate, fillPath, findUnknownPlaceholder } from "./write-path";

const parts = { workspace: "Sales & Co", destination: "Ware house/1", namespace: "public", stream: "orders" };

describe("a path", () => {
  it("is the DataOS address of the table by default", () => {
    expect(fillPath(defaultPathTemplate, parts)).toBe("dataos://Ware-house-1:public/orders");
  });

  it("takes every placeholder in both spellings, as often as it stands there", () => {
    expect(fillPath("/${workspace}/{destination}/{namespace}.${stream}/{stream}", parts)).toBe(
      "/Sales---Co/Ware-house-1/public.orders/orders",
    );
  });

  it("has the namespace default where there is none", () => {
    expect(fillPath("${namespace}/${stream}", { ...parts, namespace: "" })).toBe("default/orders");
  });

  it("takes what a name contains for text, not for a placeholder or a replacement", () => {
    expect(fillPath("{namespace}/{stream}", { ...parts, namespace: "{stream}", stream: "$&$1" })).toBe(
      "{stream}/$&$1",
    );
  });

  it.each([
    ["a/b", "a%2Fb"],
    ["a:b", "a%3Ab"],
    ["*", "%2A"],
    ["100%", "100%25"],
    ["two words\n", "two%20words%0A"],
    ["größe", "größe"],
  ])("has a table called %j as %j", (stream, expected) => {
    expect(fillPath("${stream}", { ...parts, stream })).toBe(expected);
  });

  it("is another one for another table, whatever the tables are called", () => {
    const name = fc.string({ minLength: 1, unit: fc.constantFrom("a", "/", ":", "*", "%", "2", "F", " ") });
    const table = fc.record({ namespace: name, stream: name });
    fc.assert(
      fc.property(table, table, (one, two) => {
        fc.pre(one.namespace !== two.namespace || one.stream !== two.stream);
        const pathOf = (at: typeof one) => fillPath(defaultPathTemplate, { ...parts, ...at });
        expect(pathOf(one)).not.toBe(pathOf(two));
        expect(pathOf(one).split("/")).toHaveLength(4);
      }),
    );
  });
});

describe("a template", () => {
  it.each([defaultPathTemplate, "plain/text", "{stream}", "${workspace}-{destination}"])(
    "may be %j",
    (template) => {
      expect(findUnknownPlaceholder(template)).toBeNull();
    },
  );

  it.each([
    ["dataos://${table}/x", "${table}"],
    ["{Stream}", "{Stream}"],
    ["a/${}", "${}"],
    ["${toString}", "${toString}"],
    ["a/${stream", "${stream"],
    ["stream}/a", "}/a"],
    ["{{stream}}", "{}"],
  ])("%j is refused for %j", (template, unknown) => {
    expect(findUnknownPlaceholder(template)).toBe(unknown);
  });
});
