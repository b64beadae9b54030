import type { Change, Field } from "@/connectors/sdk";
import type { MappedFields } from "./map-fields";

/**
 * What a source says of its fields, as the destination's row says it: under the field's new name; nothing of a field that
 * was left out. Of a hashed or encrypted field only the code remains: the text behind it quotes the value.
 */
export function createChangeTranslator(
  fields: Field[],
  mapped: MappedFields,
): (change: Change) => Change | null {
  const known = new Set(fields.map(({ name }) => name));
  const byOrigin = new Map(mapped.fields.map((field) => [field.origin, field]));
  return (change) => {
    if (!known.has(change.field)) return change;
    const target = byOrigin.get(change.field);
    if (!target) return null;
    const { name } = target.field;
    if (target.steps.length > 0) return { ...change, field: name, reason: codeOf(change.reason) };
    return name === change.field ? change : { ...change, field: name };
  };
}

function codeOf(reason: string): string {
  return reason.split(":", 1)[0] ?? reason;
}
