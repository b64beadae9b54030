import type {
  Context,
  DigestBucket,
  DigestRequest,
  DigestRow,
  Feed,
  SelectedStream,
  Value,
} from "@/connectors/sdk";
import { feedIdOf } from "@/connectors/sdk";
import { isHigher } from "@/connectors/sdk/digest-text/order";
import { BucketSums, RowDigest } from "@/connectors/sdk/digest-text/rows";
import { compileShape } from "@/lib/normalization/shape/compile-shape";
import type { MapperSecrets } from "@/lib/normalization/shape/mappers";
import { requestOf, type ComparisonPlan, type ComparisonWork } from "./plan-comparison";

/** One of the two systems that are compared. */
export interface Side {
  /** null: there is no such table. */
  buckets(): Promise<DigestBucket[] | null>;
  rows(buckets: number[]): Promise<DigestRow[]>;
}

export function destinationSide(
  { destination, plan }: ComparisonWork,
  comparison: ComparisonPlan,
  ctx: Context,
): Side {
  const { connector, config } = destination;
  const request = requestOf(comparison, "destination");
  if (!connector.digest) throw new Error(`${connector.spec.title} cannot compare.`);
  const { digest } = connector;
  return {
    buckets: () => digest.buckets(config, plan, request, ctx),
    rows: (buckets) => digest.rows(config, plan, request, buckets, ctx),
  };
}

export function sourceSide(
  work: ComparisonWork,
  comparison: ComparisonPlan,
  secrets: MapperSecrets,
  ctx: Context,
): Side {
  const { connector, config } = work.source;
  const request = requestOf(comparison, "source");
  const { digest } = connector;
  if (!comparison.bySource || !digest) return new ReadSide(work, request, secrets, ctx);
  const stream = wholeStream(work.read.stream);
  return {
    buckets: () => digest.buckets(config, stream, request, ctx),
    rows: (buckets) => digest.rows(config, stream, request, buckets, ctx),
  };
}

/** All that the stream holds now, however it is synced. */
export function wholeStream({ cursor: _cursor, ...stream }: SelectedStream): SelectedStream {
  return { ...stream, mode: "full_refresh" };
}

/** Digests the (shaped) rows of the stream. */
export function digestOfRows({ plan }: ComparisonWork, request: DigestRequest): RowDigest {
  return new RowDigest(request, (name) => {
    const column = plan.columns.find(({ field }) => field === name);
    if (!column) throw new Error(`The rows have no field ${name}.`);
    return column;
  });
}

/** A source that is read to be compared; once for each call. */
class ReadSide implements Side {
  private readonly digest: RowDigest;

  constructor(
    private readonly work: ComparisonWork,
    request: DigestRequest,
    private readonly secrets: MapperSecrets,
    private readonly ctx: Context,
  ) {
    this.digest = digestOfRows(work, request);
  }

  async buckets(): Promise<DigestBucket[]> {
    const sums = new BucketSums(isHigher);
    for await (const row of this.read()) {
      const digested = this.digest.of(row);
      sums.add(digested.bucket, digested.row);
    }
    return sums.list();
  }

  async rows(buckets: number[]): Promise<DigestRow[]> {
    const wanted = new Set(buckets);
    const found: DigestRow[] = [];
    for await (const row of this.read()) {
      const digested = this.digest.of(row);
      if (wanted.has(digested.bucket)) found.push(digested.row);
    }
    return found;
  }

  private async *read(): AsyncGenerator<Value[]> {
    const { source, read } = this.work;
    const stream = wholeStream(read.stream);
    const feed: Feed = { id: feedIdOf(stream), streams: [stream], hasOneCheckpoint: true };
    const shaper = read.shape && compileShape(read.shape, this.secrets);
    for await (const event of source.connector.read(source.config, feed, null, "rows", this.ctx)) {
      if (event.type !== "batch" || event.batch.encoding !== "rows") continue;
      const { rows, changes } = event.batch;
      yield* shaper ? (shaper.shape(rows, changes).outputs[0]?.rows ?? []) : rows;
    }
  }
}
