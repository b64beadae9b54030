import type { Context, IdentifierRules, PlannedColumn, StreamPlan } from "@/connectors/sdk";
import { isSameShape, fieldTypesOf, typeName, type FieldTypes } from "@/connectors/sdk/avro/field-types";
import { fitPlans, keepsColumns } from "@/connectors/sdk/naming/fit-columns";
import type { PulsarClient } from "@/connectors/sdk/pulsar/types";
import type { PulsarConfig } from "./config";
import { withPulsar } from "./connection";
import { schemaOf } from "./records";
import { tableKey } from "./topics";

export const identifiers: IdentifierRules = { maxBytes: 200, case: "keep", style: "postgres" };

/** Every type that a field of the topic has ever had, by the field's name. */
type TopicFields = Map<string, FieldTypes[string][]>;

/**
 * By all versions of the topic's schema, not by the newest alone: a field that has gone may come again, and under a transitive
 * strategy the broker holds it against each of them.
 */
export async function fitColumns(
  config: PulsarConfig,
  plans: StreamPlan[],
  ctx: Context,
): Promise<StreamPlan[]> {
  const kept = plans.filter(keepsColumns);
  if (kept.length === 0) return plans;
  const tables = await withPulsar(config, ctx, async ({ client, topics }) => {
    const asking = kept.map(
      async (plan) => [tableKey(plan.table), await readFields(client, topics.ofPlan(plan))] as const,
    );
    return new Map(await Promise.all(asking));
  });
  const typeOf = (column: PlannedColumn) => ownType(config, kept, column);
  return fitPlans(
    plans,
    {
      identifiers,
      tableOf: (name) => tables.get(tableKey(name)) ?? null,
      refusal(fields, column) {
        const type = typeOf(column);
        const other = fields.get(column.name)?.find((known) => !isSameShape(known, type));
        return other === undefined ? null : typeName(other);
      },
      typeOf: (column) => typeName(typeOf(column)),
    },
    ctx,
  );
}

/** null where the topic has no schema, or one that is no record. */
async function readFields(client: PulsarClient, topic: string): Promise<TopicFields | null> {
  const newest = await client.schemaOf(topic, null);
  if (newest === null || (newest.type !== "avro" && newest.type !== "json")) return null;
  const found: TopicFields = new Map();
  for (let version = 0n; ; version++) {
    const schema = await client.schemaOf(topic, versionBytes(version));
    if (schema === null) return found;
    const types = fieldTypesOf(Buffer.from(schema.definition).toString());
    for (const [name, type] of Object.entries(types)) found.set(name, [...(found.get(name) ?? []), type]);
  }
}

function versionBytes(version: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(version);
  return bytes;
}

/** As the schema of a plan with this column alone has it. */
function ownType(config: PulsarConfig, [plan]: StreamPlan[], column: PlannedColumn): FieldTypes[string] {
  if (!plan) throw new Error("There is no plan to fit a column for.");
  const { definition } = schemaOf({ ...plan, columns: [column] }, { ...config, additional_properties: [] });
  const type = fieldTypesOf(Buffer.from(definition).toString())[column.name];
  if (type === undefined) throw new Error(`The column ${column.name} has no field of its name.`);
  return type;
}
