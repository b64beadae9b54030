import {
  isSameType,
  jsonText,
  type Change,
  type Field,
  type LogicalType,
  type Value,
} from "@/connectors/sdk";
import { coercerOf, type Coerced } from "@/connectors/sdk/json-values/coerce";
import { Misfit } from "@/connectors/sdk/json-values/misfit";
import type { IncomingMessage, PulsarClient } from "@/connectors/sdk/pulsar/types";
import { payloadOf, type Plain, type ReadPayload } from "./payload";

/** A message's values in the order of the wanted fields, and what had to be changed. */
export interface Decoded {
  values: Value[];
  changes: Change[];
}

type Decode = (message: IncomingMessage) => Decoded;

/** The reason that starts like Airbyte's, for values that the source could not read. */
const code = "SOURCE_SERIALIZATION_ERROR";

/** Reads the messages of a topic, each by the version of the schema that it was written with. */
export class Decoders {
  private readonly byVersion = new Map<string, Decode>();
  /** Messages of a batch share the object that names their version. */
  private last: { version: Uint8Array | null; decode: Decode } | null = null;
  private readonly plain: Plain;

  constructor(
    private readonly client: PulsarClient,
    private readonly topic: string,
    /** As the rows are to have them. */
    private readonly wanted: Field[],
  ) {
    this.plain = plainFor(wanted);
  }

  /** What reads the message; a version is asked for once. */
  async decoderOf({ schemaVersion: version }: IncomingMessage): Promise<Decode> {
    if (this.last?.version === version) return this.last.decode;
    const name = version === null ? "" : Buffer.from(version).toString("hex");
    const decode = this.byVersion.get(name) ?? (await this.load(version));
    this.byVersion.set(name, decode);
    this.last = { version, decode };
    return decode;
  }

  /** Whether `decoderOf` would give the last one at once. */
  knownFor({ schemaVersion }: IncomingMessage): Decode | undefined {
    return this.last?.version === schemaVersion ? this.last.decode : undefined;
  }

  /** Messages without a version are those of a topic without a schema, or by clients that know none: then the newest counts. */
  private async load(version: Uint8Array | null): Promise<Decode> {
    const schema = await this.client.schemaOf(this.topic, version);
    if (schema === null && version !== null) {
      const number = BigInt(`0x${Buffer.from(version).toString("hex") || "0"}`);
      return (message) =>
        this.unread(message, `version ${number} of its schema is not in the registry any more`);
    }
    const { fields, compile } = payloadOf(schema, this.plain);
    const read = compile(this.wanted.map(({ name }) => name));
    const convert = this.wanted.map(({ name, type }) => {
      const own = fields.find((field) => field.name === name);
      return own ? converterOf(own.type, type) : null;
    });
    return (message) => this.decode(message, read, convert);
  }

  private decode(message: IncomingMessage, read: ReadPayload, convert: (Convert | null)[]): Decoded {
    const { fault, value } = message;
    if (fault !== undefined) return this.unread(message, fault);
    if (value === null) return { values: this.wanted.map(() => null), changes: [] };
    let found: Coerced[];
    try {
      found = read(value, message.key);
    } catch (error) {
      return this.unread(message, error instanceof Error ? error.message : String(error));
    }
    const changes: Change[] = [];
    const values = found.map((each, index): Value => {
      const own = convert[index];
      const taken = own ? own(each) : each;
      if (!(taken instanceof Misfit)) return taken;
      changes.push(taken.toChange(this.wanted[index]?.name ?? ""));
      return taken.value;
    });
    return { values, changes };
  }

  /** Every value is unknown, and says why. */
  private unread({ id }: IncomingMessage, why: string): Decoded {
    const reason = `${code}: the message ${id.ledgerId}:${id.entryId} cannot be read: ${why}`;
    return {
      values: this.wanted.map(() => null),
      changes: this.wanted.map(({ name }) => ({ field: name, change: "NULLED", reason })),
    };
  }
}

type Convert = (value: Coerced) => Coerced;

/** null where a value may stay as it is. */
function converterOf(own: LogicalType, target: LogicalType): Convert | null {
  if (isSameType(own, target) || isWider(own, target)) return null;
  const coercer = coercerOf(target);
  return (value) =>
    value === null || value instanceof Misfit ? value : coercer.fromText(jsonText(own, value));
}

/** Whether every value of the one is one of the other in the same form. */
function isWider(own: LogicalType, target: LogicalType): boolean {
  switch (own.kind) {
    case "integer":
      return target.kind === "integer" ? own.bits <= target.bits : target.kind === "number" && own.bits < 64;
    case "number":
      return target.kind === "number" && own.bits <= target.bits;
    case "uuid":
      return target.kind === "string";
    case "decimal":
    case "array":
    case "object":
      return own.kind === target.kind;
    default:
      return false;
  }
}

/** What the column `value` was found to be. */
function plainFor(wanted: Field[]): Plain {
  const kind = wanted.find(({ name }) => name === "value")?.type.kind;
  if (kind === "json") return "json";
  return kind === "string" ? "text" : "binary";
}
