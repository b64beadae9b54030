import protobuf from "protobufjs/light.js";
import { type Command, type CommandFields, type CommandName, commands } from "./commands";
import type { Field } from "./message-fields";
import { type MessageName, type MessageOf, messages } from "./messages";

/** A message as protobufjs has it: 64-bit numbers in two halves. */
type Raw = Record<string, unknown>;
interface Halves {
  low: number;
  high: number;
  unsigned: boolean;
}

const envelope = "Envelope";
const root = protobuf.Root.fromJSON({
  nested: {
    ...mapValues(messages, ({ ...fields }) => ({ fields: describe(fields) })),
    [envelope]: envelopeOf(),
  },
});
const types = mapValues(messages, (_, name) => root.lookupType(name));
const envelopeType = root.lookupType(envelope);
const namesByNumber = new Map<number, CommandName>(
  Object.entries(commands).map(([name, [number]]) => [number, name as CommandName]),
);

export function encodeMessage<Name extends MessageName>(name: Name, message: MessageOf<Name>): Uint8Array {
  return types[name].encode(toRaw(name, message)).finish();
}

/** Throws where the bytes are no such message or a required field is missing. */
export function decodeMessage<Name extends MessageName>(name: Name, bytes: Uint8Array): MessageOf<Name> {
  return fromRaw(name, types[name].decode(bytes)) as MessageOf<Name>;
}

export function encodeCommand<Name extends CommandName>(name: Name, fields: CommandFields<Name>): Uint8Array {
  const [number, message] = commands[name];
  return envelopeType.encode({ type: number, [name]: toRaw(message, fields) }).finish();
}

/** null for a command that is not used here. Throws where the bytes are no command. */
export function decodeCommand(bytes: Uint8Array): Command | null {
  const decoded = envelopeType.decode(bytes) as unknown as Raw;
  const name = namesByNumber.get(decoded.type as number);
  if (!name) return null;
  const fields = decoded[name];
  if (!fields) throw new Error(`a command of the type ${name} without its fields`);
  return { name, fields: fromRaw(commands[name][1], fields as Raw) } as Command;
}

/** Its type, and one optional field for each command, at the number of its type. */
function envelopeOf(): protobuf.IType {
  const fields = mapValues(commands, ([id, type]): protobuf.IField => ({ id, type }));
  return { fields: { type: { id: 1, type: "int32", rule: "required" }, ...fields } };
}

function describe(fields: Record<string, Field>): Record<string, protobuf.IField> {
  return mapValues(fields, ({ id, type, rule }) => {
    return rule === "optional" ? { id, type } : { id, type, rule };
  });
}

function toRaw(name: MessageName, message: object): Raw {
  return convert(name, message, (value) => {
    const halves = BigInt.asUintN(64, value as bigint);
    return { low: Number(halves & 0xffff_ffffn) | 0, high: Number(halves >> 32n) | 0, unsigned: true };
  });
}

function fromRaw(name: MessageName, message: object): Raw {
  return convert(name, message, (value) => {
    if (typeof value === "number")
      throw new Error("protobufjs has no 64-bit numbers: install its package long.");
    const { low, high, unsigned } = value as Halves;
    const bits = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
    return unsigned ? bits : BigInt.asIntN(64, bits);
  });
}

/** A plain object of the fields that are there, with every 64-bit number in it, however deep, changed by `long`. */
function convert(name: MessageName, message: object, long: (value: unknown) => unknown): Raw {
  const result: Raw = {};
  const fields: Record<string, Field> = messages[name];
  for (const key of Object.keys(message)) {
    const field = fields[key];
    const value = (message as Raw)[key];
    if (!field || value === undefined || (field.rule === "repeated" && isEmpty(value))) continue;
    const one = (item: unknown): unknown => {
      if (field.type === "uint64" || field.type === "int64") return long(item);
      return field.type in messages ? convert(field.type as MessageName, item as object, long) : item;
    };
    result[key] = field.rule === "repeated" ? (value as unknown[]).map(one) : one(value);
  }
  return result;
}

function isEmpty(value: unknown): boolean {
  return (value as unknown[]).length === 0;
}

function mapValues<Key extends string, Value, Result>(
  record: Record<Key, Value>,
  change: (value: Value, key: Key) => Result,
): Record<Key, Result> {
  const entries = Object.entries(record) as [Key, Value][];
  return Object.fromEntries(entries.map(([key, value]) => [key, change(value, key)])) as Record<Key, Result>;
}
