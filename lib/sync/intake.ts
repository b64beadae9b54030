import {
  ConfigError,
  noCounts,
  rowCount,
  streamLabel,
  type Batch,
  type Checkpoint,
  type Context,
  type Feed,
  type FeedPlan,
  type Position,
  type QuarantineEntry,
  type StreamCounts,
  type Value,
  type Writer,
} from "@/connectors/sdk";
import type { MapperSecrets } from "@/lib/normalization/shape/mappers";
import type { StreamShape } from "@/lib/normalization/shape/types";
import { planRoutes, type Route } from "./routes";

const maxQuarantineLines = 100;

export interface IntakeOptions {
  feed: Feed;
  plan: FeedPlan;
  /** By the feed's streams; null where rows go on as they are. */
  shapes: (StreamShape | null)[];
  mapperSecrets: MapperSecrets;
  /** More quarantined rows of one stream in one run than this fail the slice. */
  quarantineLimit: number;
  ctx: Context;
}

/** Around whatever takes time; by what the feed writes. */
export interface IntakeMeter {
  shaping<T>(output: number, work: () => T): T;
  writing<T>(output: number, work: () => Promise<T>): Promise<T>;
}

/** Where a batch came in its stream. */
interface Place {
  position: Position | null;
  rowNumber: number;
}

/** Brings what a source gives to the writer: shaped where that was chosen, counted, and quarantined where it must be. */
export class Intake {
  /** By what the feed writes; rows that are not yet committed included. */
  readonly counts: StreamCounts[];
  private readonly routes: Route[];
  private quarantineLines = 0;

  constructor(
    private readonly options: IntakeOptions,
    private readonly writer: Writer,
    checkpoint: Checkpoint | null,
    private readonly meter: IntakeMeter,
  ) {
    const { plan, shapes, mapperSecrets } = options;
    this.counts = plan.streams.map((_, index) => ({ ...noCounts(), ...checkpoint?.counts[index] }));
    this.routes = planRoutes(shapes, mapperSecrets);
  }

  /** The place among what the feed writes of one of the feed's streams. */
  outputOf(stream: number): number {
    return this.routeOf(stream).output;
  }

  /** `position`: that of the last checkpoint before the batch. */
  async take(stream: number, batch: Batch, position: Position | null): Promise<void> {
    const { output, shaper } = this.routeOf(stream);
    const counts = this.countsOf(output);
    const place = { position, rowNumber: counts.read };
    counts.read += rowCount(batch);
    counts.bytes += batch.bytes;
    if (!shaper) return this.write(output, batch, place);
    if (batch.encoding !== "rows") throw new Error(`A stream that is shaped came as ${batch.encoding}.`);
    const { rows: given, changes: marked } = batch;
    const shaped = this.meter.shaping(output, () => shaper.shape(given, marked));
    counts.filtered += shaped.filtered;
    for (const [index, { rows, changes }] of shaped.outputs.entries()) {
      if (rows.length === 0) continue;
      if (index > 0) this.countsOf(output + index).read += rows.length;
      const part: Batch = { encoding: "rows", rows, changes, bytes: index === 0 ? batch.bytes : 0 };
      await this.write(output + index, part, place);
    }
  }

  async takeDeleted(stream: number, keys: unknown[][]): Promise<void> {
    const { output, shaper } = this.routeOf(stream);
    const fields = this.options.feed.streams[stream]?.key.map(([field = ""]) => field) ?? [];
    const shaped = shaper ? this.meter.shaping(output, () => shaper.keys(fields, keys as Value[][])) : keys;
    await this.meter.writing(output, () => this.writer.delete(output, shaped));
  }

  private async write(output: number, batch: Batch, place: Place): Promise<void> {
    const counts = this.countsOf(output);
    const given = rowCount(batch);
    const result = await this.meter.writing(output, () => this.writer.write(output, batch));
    if (result.written + result.quarantined.length !== given) {
      throw new Error(
        `The destination was given ${given} rows and accounts for ${result.written} written and ${result.quarantined.length} quarantined.`,
      );
    }
    counts.written += result.written;
    counts.changed += result.changed;
    await this.quarantine(
      output,
      result.quarantined.map((row) => ({ ...row, ...place })),
    );
  }

  private async quarantine(output: number, entries: QuarantineEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const counts = this.countsOf(output);
    counts.quarantined += entries.length;
    for (const { row, reason, field } of entries) {
      if (this.quarantineLines++ >= maxQuarantineLines) break;
      this.options.ctx.log("warn", `A row was not written: ${reason}`, { field: field ?? null, row });
    }
    const { quarantineLimit } = this.options;
    if (counts.quarantined > quarantineLimit) {
      throw new ConfigError(
        `${this.labelOf(output)}: more than ${quarantineLimit} rows could not be written in this run, the last one for this reason: ${entries.at(-1)?.reason ?? ""} Mend the cause, or raise the connection's limit of quarantined rows.`,
      );
    }
    const { writer } = this;
    if (writer.quarantine) await this.meter.writing(output, async () => writer.quarantine?.(output, entries));
  }

  private routeOf(stream: number): Route {
    const route = this.routes[stream];
    if (!route) throw new Error(`The source gave something for stream ${stream} of ${this.routes.length}.`);
    return route;
  }

  private countsOf(output: number): StreamCounts {
    const counts = this.counts[output];
    if (!counts) throw new Error(`The feed writes no stream ${output}.`);
    return counts;
  }

  private labelOf(output: number): string {
    const plan = this.options.plan.streams[output];
    return plan ? streamLabel(plan.stream) : String(output);
  }
}
