import type { Field, LogicalType, Value } from "@/connectors/sdk";
import { Misfit } from "@/connectors/sdk/json-values/misfit";
import { coerceJson } from "@/connectors/sdk/json-values/coerce";
import { readVector } from "./vectors";

/** The stream `Account` of the worked example: what its source says of types, as Sluice has it. */
const text: LogicalType = { kind: "string" };
const double: LogicalType = { kind: "number", bits: 64 };
const instant: LogicalType = { kind: "timestamp", zoned: true };
const parts = [
  "city",
  "country",
  "geocodeAccuracy",
  "latitude",
  "longitude",
  "postalCode",
  "state",
  "street",
];
const address: LogicalType = {
  kind: "object",
  fields: parts.map((name) => ({
    name,
    type: name === "latitude" || name === "longitude" ? double : text,
    nullable: true,
  })),
};
const others = new Map<string, LogicalType>([
  ["attributes", { kind: "json" }],
  ["IsDeleted", { kind: "boolean" }],
  ["NumberOfEmployees", { kind: "integer", bits: 64 }],
  ["NumberofLocations__c", double],
  ["AnnualRevenue", double],
  ["BillingLatitude", double],
  ["BillingLongitude", double],
  ["ShippingLatitude", double],
  ["ShippingLongitude", double],
  ["BillingAddress", address],
  ["ShippingAddress", address],
  ["CreatedDate", instant],
  ["LastModifiedDate", instant],
  ["SystemModstamp", instant],
]);

const source = () => readVector("pulsar-account/source.json") as Record<string, unknown>;

/** Every property of the example's source record, `attributes` too. */
export function accountFields(): Field[] {
  return Object.keys(source()).map((name) => ({ name, type: others.get(name) ?? text, nullable: true }));
}

/** The example's row, in the forms of values.ts, and what its record is to be told by. */
export function readAccount(): { row: Value[]; id: string; emittedAtMs: number } {
  const record = source();
  const row = accountFields().map(({ name, type }) => {
    const value = coerceJson(record[name], type);
    if (value instanceof Misfit) throw new Error(`${name}: ${value.reason}`);
    return value;
  });
  const normalized = readVector("pulsar-account/normalized.avro.json") as Record<string, unknown>;
  return {
    row,
    id: String(normalized._airbyte_ab_id),
    emittedAtMs: Number(normalized._airbyte_emitted_at),
  };
}
