import { expect, it } from "vitest";
import type { Field } from "@/lib/sources/browse";
import { flattenFields } from "./flatten-fields";

const text = { kind: "string" } as const;

it("fields of objects stand below them, deeper, each under its own path", () => {
  const fields: Field[] = [
    { name: "id", type: text, nullable: false },
    {
      name: "place",
      nullable: true,
      type: {
        kind: "object",
        fields: [
          { name: "street", type: text, nullable: true },
          {
            name: "geo",
            nullable: true,
            type: { kind: "object", fields: [{ name: "lat", type: text, nullable: true }] },
          },
        ],
      },
    },
  ];
  expect(flattenFields(fields).map(({ path, depth }) => [path, depth])).toEqual([
    ["id", 0],
    ["place", 0],
    ["place.street", 1],
    ["place.geo", 1],
    ["place.geo.lat", 2],
  ]);
});
