import {
  jsonText,
  metaDocument,
  newRawId,
  rowTexts,
  type Change,
  type PlannedColumn,
  type Quarantined,
  type StreamPlan,
  type Value,
} from "@/connectors/sdk";
import { compileRaw, compileRecord, type PutRow } from "@/connectors/sdk/avro/compile-record";
import { definitionOf, rawDefinition } from "@/connectors/sdk/avro/definition";
import { avroFormat, jsonFormat } from "@/connectors/sdk/avro/record-format";
import { planRecord } from "@/connectors/sdk/avro/record-plan";
import type { TopicSchema } from "@/connectors/sdk/pulsar/types";
import type { PulsarConfig } from "./config";
import type { MessageBuffer } from "./message-buffer";

/** Brokers and consumers hold a message in memory as a whole. */
const maxRecordBytes = 64 * 1024 * 1024;

/** The property that tells what became of values that did not fit; only where there are such. */
export const metaProperty = "_airbyte_meta";
export const opProperty = "op";

/** How rows of one stream become messages. */
export class RecordWriter {
  readonly schema: TopicSchema;
  private readonly putRow: PutRow;
  private readonly key: PlannedColumn[];

  constructor(
    private readonly plan: StreamPlan,
    config: PulsarConfig,
  ) {
    const format = config.record_format === "avro" ? avroFormat : jsonFormat;
    this.schema = schemaOf(plan, config);
    this.putRow =
      plan.normalization === "raw"
        ? compileRaw(plan.stream, format)
        : compileRecord(recordOf(plan, config), format);
    this.key = keyColumns(plan, config.partitions > 0);
  }

  /** Gives how many values were changed, or why the row cannot be written; then nothing of it is in the buffer. */
  add(
    row: Value[],
    given: Change[],
    buffer: MessageBuffer,
  ): { changed: number } | { quarantined: Quarantined } {
    const { plan } = this;
    const id = newRawId();
    const changes = [...given];
    try {
      this.putRow(row, { id, emittedAtMs: plan.extractedAtMs }, buffer.begin(), changes);
      const bytes = buffer.end({ key: this.keyOf(row, id), properties: propertiesOf(plan, changes) });
      if (bytes <= maxRecordBytes) return { changed: changes.length };
      buffer.cancel();
      return {
        quarantined: this.refusal(
          row,
          `the record has ${bytes} bytes, and more than ${maxRecordBytes} are not sent`,
        ),
      };
    } catch (error) {
      // The longest text that JavaScript has is half a gigabyte.
      if (!(error instanceof RangeError)) throw error;
      buffer.cancel();
      return { quarantined: this.refusal(row, error.message) };
    }
  }

  /** `key`: values of the plan's key columns. */
  addDeleted(key: unknown[], buffer: MessageBuffer): void {
    const values = this.key.map((column, place) => ({ column, value: (key[place] ?? null) as Value }));
    if (values.some(({ value }) => value === null)) return;
    buffer.addTombstone(keyText(values), JSON.stringify({ [opProperty]: "delete" }));
  }

  /** Rows without a whole key are told apart by their own ids, or compaction would keep one of them alone. */
  private keyOf(row: Value[], id: string): string | null {
    if (this.key.length === 0) return null;
    const values = this.key.map((column) => ({ column, value: row[column.index] ?? null }));
    return values.some(({ value }) => value === null) ? id : keyText(values);
  }

  private refusal(row: Value[], why: string): Quarantined {
    const reason = `DESTINATION_RECORD_SIZE_LIMITATION: ${why}.`;
    return { row: rowTexts(this.plan.stream.fields, row), reason };
  }
}

export function schemaOf(plan: StreamPlan, config: PulsarConfig): TopicSchema {
  const definition = plan.normalization === "raw" ? rawDefinition() : definitionOf(recordOf(plan, config));
  return {
    name: "",
    type: config.record_format,
    definition: new TextEncoder().encode(definition),
    properties: {},
  };
}

function recordOf(plan: StreamPlan, config: PulsarConfig) {
  const { integers, decimals, additional_properties: additional } = config;
  return planRecord({ name: plan.stream.name, columns: plan.columns, integers, decimals, additional });
}

/** By what messages of one row come to one partition: what rows are merged by, else the source's own key. */
function keyColumns({ key, columns, stream, write }: StreamPlan, isPartitioned: boolean): PlannedColumn[] {
  if (write === "deduped") return key.flatMap((name) => columns.find((column) => column.name === name) ?? []);
  if (!isPartitioned) return [];
  const own = stream.primaryKey.map(([field]) => columns.find((column) => column.field === field));
  return own.every((column) => column !== undefined) ? own : [];
}

/** Canonical JSON: an array of the key's values. */
function keyText(values: { column: PlannedColumn; value: Value }[]): string {
  return `[${values.map(({ column, value }) => jsonText(column.type, value)).join(",")}]`;
}

function propertiesOf(plan: StreamPlan, changes: Change[]): string | null {
  return changes.length === 0 ? null : JSON.stringify({ [metaProperty]: metaDocument(plan.syncId, changes) });
}
