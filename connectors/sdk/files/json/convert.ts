import type { Change, Field, Value } from "@/connectors/sdk";
import { nulled, shown, truncated } from "../rows/changes";
import { extraName, type Converter, type Damage } from "../rows/table";
import { isExactNumber } from "../values";
import { jsonReader, type JsonReader } from "./readers";
import { isObject, parseObject, type JsonObjectText, type NotAnObject } from "./text";

const replacement = "\uFFFD";
const maxLeftOut = 50;

interface Member {
  field: Field;
  reader: JsonReader;
  /** Every object inherits something of this name, so it must be asked whether it is the row's own. */
  isInherited: boolean;
}

export function createJsonConverter(fields: Field[], damage: Damage): Converter<string> {
  const members = fields.map((field): Member => ({
    field,
    reader: jsonReader(field.type),
    isInherited: field.name in {},
  }));
  const chosen = new Set(fields.map(({ name }) => name));
  const leftOut = new Set<string>();
  const extra = fields.findLast(({ name, type }) => type.kind === "json" && /^_extra(\.\d+)?$/.test(name));

  return {
    convert: (text, changes) => {
      const row = parseObject(text);
      if (!isObject(row)) return misfit(text, row, fields, extra, changes);
      for (const name in row.members) {
        if (!chosen.has(name) && leftOut.size < maxLeftOut) leftOut.add(name);
      }
      return members.map((member) => convertMember(member, row, damage, changes));
    },
    leftOut: () => [...leftOut],
  };
}

function convertMember(member: Member, row: JsonObjectText, damage: Damage, changes: Change[]): Value {
  const { field, reader } = member;
  const { name } = field;
  if (member.isInherited && !Object.hasOwn(row.members, name)) return null;
  const found = row.members[name];
  if (found === undefined || found === null) return null;
  const value = readMember(found, reader, row, name);
  if (value === undefined) {
    changes.push(nulled(name, `${shown(row.written(name))} is not of type ${field.type.kind}`));
    return null;
  }
  if (typeof value === "string") return mended(value, name, damage, changes);
  const mayBeInexact = field.type.kind === "number" && row.isRisky(Number(value));
  if (mayBeInexact && !isExactNumber(row.written(name).replaceAll('"', ""))) {
    changes.push(truncated(name, `${row.written(name)} has more digits than a number holds`));
  }
  return value;
}

function readMember(
  found: unknown,
  reader: JsonReader,
  row: JsonObjectText,
  name: string,
): Value | undefined {
  switch (typeof found) {
    case "string":
      return reader.string(found);
    case "number":
      return reader.number(found, row.isRisky(found), () => row.written(name));
    case "boolean":
      return reader.boolean(found);
    default:
      return reader.nested(row.written(name));
  }
}

/** Half a surrogate pair, which JSON can write, is no Unicode text. */
function mended(value: string, name: string, damage: Damage, changes: Change[]): string {
  if (damage.isDamaged && value.includes(replacement)) {
    changes.push(truncated(name, "bytes that the encoding does not have became U+FFFD"));
  }
  if (value.isWellFormed()) return value;
  changes.push(truncated(name, "half a surrogate pair became U+FFFD"));
  return value.toWellFormed();
}

/** A row that is no object: nulls, and its text where there is a field for it, else in the change. */
function misfit(
  text: string,
  row: NotAnObject,
  fields: Field[],
  extra: Field | undefined,
  changes: Change[],
): Value[] {
  if (!extra) changes.push(truncated(extraName, `the row is no JSON object (${row.why}): ${shown(text)}`));
  const kept = row.isJson ? text : JSON.stringify(text.toWellFormed());
  return fields.map((field) => (field === extra ? kept : null));
}
