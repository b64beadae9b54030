import {
  jsonText,
  metaDocument,
  rowTexts,
  type Change,
  type ColumnsBatch,
  type PlannedColumn,
  type Quarantined,
  type RowsBatch,
  type StreamPlan,
  type Value,
} from "@/connectors/sdk";
import { ColumnValues, compileColumns, type PutRowAt } from "@/connectors/sdk/avro/compile-columns";
import { compileRaw, compileRecord, type PutRow, type RowFacts } from "@/connectors/sdk/avro/compile-record";
import { definitionOf, rawDefinition } from "@/connectors/sdk/avro/definition";
import { avroFormat, jsonFormat } from "@/connectors/sdk/avro/record-format";
import { planRecord } from "@/connectors/sdk/avro/record-plan";
import type { Packer, TopicSchema } from "@/connectors/sdk/pulsar/types";
import { fillRawIdTexts, rawIdTextBytes } from "@/connectors/sdk/raw-ids";
import type { PulsarConfig } from "./config";

/** Brokers and consumers hold a message in memory as a whole. */
const maxRecordBytes = 64 * 1024 * 1024;
/** Ids are made by the hundred: one by one they take longer than the rest of a small record. */
const idsAtOnce = 256;

/** The property that tells what became of values that did not fit; only where there are such. */
export const metaProperty = "_airbyte_meta";
export const opProperty = "op";

/** The rows of a batch, each by its place there. */
export interface OpenBatch {
  count: number;
  put: PutRowAt;
  /** `index` counts the fields of the stream. */
  valueAt(row: number, index: number): Value;
  /** What the source had to change. */
  changesOf(row: number): Change[] | undefined;
}

/** Whether rows may come as columns: where none has to become a document. */
export function takesColumns({ record_format }: PulsarConfig, { normalization }: StreamPlan): boolean {
  return record_format === "avro" && normalization !== "raw";
}

/** How rows of one stream become messages. */
export class RecordWriter {
  readonly schema: TopicSchema;
  private readonly putRow: PutRow;
  private readonly openColumns: ((values: ColumnValues) => PutRowAt) | null;
  private readonly key: PlannedColumn[];
  /** Of every message; frozen, so that they are written but once. */
  private readonly constant: Readonly<Record<string, string>> | null;
  /** Of the row at hand. */
  private readonly changes: Change[] = [];
  private readonly facts: RowFacts;
  private readonly ids = Buffer.alloc(idsAtOnce * rawIdTextBytes);

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
    this.openColumns = takesColumns(config, plan) ? compileColumns(recordOf(plan, config)) : null;
    this.key = keyColumns(plan, config.partitions > 0);
    this.constant = config.message_properties ? Object.freeze(constantProperties(plan)) : null;
    const { buffer, byteOffset, length } = this.ids;
    const ids = new DataView(buffer, byteOffset, length);
    this.facts = { ids, idAt: length, emittedAtMs: plan.extractedAtMs };
  }

  open(batch: RowsBatch | ColumnsBatch): OpenBatch {
    if (batch.encoding === "columns") return this.openColumnsOf(batch);
    const { rows, changes } = batch;
    return {
      count: rows.length,
      put: (row, facts, out, changed) => this.putRow(rows[row] ?? [], facts, out, changed),
      valueAt: (row, index) => rows[row]?.[index] ?? null,
      changesOf: (row) => changes?.get(row),
    };
  }

  /** Gives how many values were changed, or why the row cannot be written; then nothing of it is in the packer. */
  add(batch: OpenBatch, row: number, packer: Packer): number | Quarantined {
    const { changes, facts } = this;
    if (changes.length > 0) changes.length = 0;
    const given = batch.changesOf(row);
    if (given) changes.push(...given);
    this.nextId();
    try {
      batch.put(row, facts, packer.begin(this.keyOf(batch, row)), changes);
      const bytes = packer.valueBytes;
      if (bytes <= maxRecordBytes) {
        packer.end(this.propertiesOf(changes));
        return changes.length;
      }
      packer.cancel();
      const why = `the record has ${bytes} bytes, and more than ${maxRecordBytes} are not sent`;
      return this.refusal(batch, row, why);
    } catch (error) {
      // The longest text that JavaScript has is half a gigabyte.
      if (!(error instanceof RangeError)) throw error;
      packer.cancel();
      return this.refusal(batch, row, error.message);
    }
  }

  /** `key`: values of the plan's key columns. Whether there is such a key. */
  addDeleted(key: unknown[], packer: Packer): void {
    const values = this.key.map((column, place) => ({ column, value: (key[place] ?? null) as Value }));
    if (values.some(({ value }) => value === null)) return;
    packer.addTombstone(keyText(values), { ...this.constant, [opProperty]: "delete" });
  }

  private openColumnsOf(batch: ColumnsBatch): OpenBatch {
    if (!this.openColumns) throw new Error("These records are not made of columns.");
    const values = new ColumnValues(batch, this.plan.stream.fields);
    return {
      count: batch.count,
      put: this.openColumns(values),
      valueAt: (row, index) => values.at(row, index),
      changesOf: () => undefined,
    };
  }

  private nextId(): void {
    const { facts, ids } = this;
    facts.idAt += rawIdTextBytes;
    if (facts.idAt < ids.length) return;
    fillRawIdTexts(ids);
    facts.idAt = 0;
  }

  /** Rows without a whole key are told apart by their own ids, or compaction would keep one of them alone. */
  private keyOf(batch: OpenBatch, row: number): string | null {
    if (this.key.length === 0) return null;
    const values = this.key.map((column) => ({ column, value: batch.valueAt(row, column.index) }));
    if (values.every(({ value }) => value !== null)) return keyText(values);
    const { idAt } = this.facts;
    return this.ids.toString("latin1", idAt, idAt + rawIdTextBytes);
  }

  private propertiesOf(changes: Change[]): Record<string, string> | null {
    if (changes.length === 0) return this.constant;
    return { ...this.constant, [metaProperty]: metaDocument(this.plan.syncId, changes) };
  }

  private refusal(batch: OpenBatch, row: number, why: string): Quarantined {
    const { fields } = this.plan.stream;
    const values = fields.map((_field, index) => batch.valueAt(row, index));
    return { row: rowTexts(fields, values), reason: `DESTINATION_RECORD_SIZE_LIMITATION: ${why}.` };
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

/** Known by the producer, and told in every message where that is asked for. */
export function constantProperties({
  connectionId,
  syncId,
  generation,
  write,
}: StreamPlan): Record<string, string> {
  return {
    connection_id: connectionId,
    sync_id: String(syncId),
    generation: String(generation),
    [opProperty]: write === "deduped" ? "upsert" : "append",
  };
}
