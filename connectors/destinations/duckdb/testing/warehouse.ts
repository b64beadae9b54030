import path from "node:path";
import type { Batch, FeedPlan, Finished, StreamPlan, Value, WriteResult, Writer } from "@/connectors/sdk";
import {
  checkpointOf,
  createTestContext,
  planFeed,
  planStream,
  type PlanOptions,
  type TestContext,
} from "@/connectors/sdk/testing";
import { spec } from "../config";
import { duckdbDestination } from "../index";
import { query } from "./file";

/** A DuckDB file in a folder of its own, and the verbs the tests speak in. Fences rise by themselves. */
export class Warehouse {
  readonly config = spec.parse({ destination_path: "sub folder/warehouse.duckdb" });
  readonly file: string;
  private fence = 0;

  private constructor(readonly ctx: TestContext) {
    this.file = path.join(ctx.localFiles.root, "sub folder/warehouse.duckdb");
  }

  static async create(): Promise<Warehouse> {
    return new Warehouse(await createTestContext());
  }

  plan(options: Partial<PlanOptions> = {}): StreamPlan {
    return planStream({ connectionId: "c1", name: "orders", namespace: "main", ...options });
  }

  feed(stream: StreamPlan): FeedPlan {
    return planFeed(stream, ++this.fence);
  }

  open(feed: FeedPlan): Promise<Writer> {
    return duckdbDestination.open(this.config, feed, this.ctx);
  }

  /** One undisturbed slice; gives what `write` answered. */
  async load(feed: FeedPlan, ...batches: Batch[]): Promise<WriteResult[]> {
    const writer = await this.open(feed);
    await writer.checkpoint();
    const results = [];
    for (const batch of batches) results.push(await writer.write(0, batch));
    await writer.commit(checkpointOf(feed, 1, 1, true));
    await writer.close();
    return results;
  }

  finish(stream: StreamPlan): Promise<Finished> {
    return duckdbDestination.finish(this.config, stream, this.ctx);
  }

  /** What another program reads in the file. */
  query(sql: string): Promise<(string | null)[][]> {
    return query(this.file, sql);
  }

  /** The changes in each row of the table orders, by id. */
  async changes(): Promise<unknown[][]> {
    const rows = await this.query("SELECT _airbyte_meta->'changes' FROM orders ORDER BY id");
    return rows.map(([text]) => JSON.parse(text ?? "") as unknown[]);
  }

  async dispose(): Promise<void> {
    await this.ctx.dispose();
  }
}

export function rows(...list: Value[][]): Batch {
  return { encoding: "rows", rows: list, bytes: 1 };
}
