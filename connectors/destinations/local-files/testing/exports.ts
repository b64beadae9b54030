import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Batch, FeedPlan, Finished, StreamPlan, Value, Writer } from "@/connectors/sdk";
import {
  checkpointOf,
  createTestContext,
  planFeed,
  planStream,
  type PlanOptions,
  type TestContext,
} from "@/connectors/sdk/testing";
import { spec, type FileFormat } from "../config";
import { localFilesDestination } from "../index";
import { listFiles } from "./files";

const jsonl: FileFormat = { format_type: "JSONL", compression: "none" };

/** A destination in a folder of its own, and the verbs the tests speak in. Fences rise by themselves. */
export class Exports {
  readonly folder: string;
  readonly hidden: string;
  config;
  private fence = 0;

  private constructor(
    readonly ctx: TestContext,
    private readonly destinationPath: string,
    format: FileFormat,
  ) {
    this.config = spec.parse({ destination_path: destinationPath, format });
    this.folder = path.join(ctx.localFiles.root, destinationPath);
    this.hidden = path.join(this.folder, ".sluice");
  }

  static async create(format = jsonl, destinationPath = "exports"): Promise<Exports> {
    return new Exports(await createTestContext(), destinationPath, format);
  }

  /** What a person does in the destination's settings. */
  changeFormat(format: FileFormat): void {
    this.config = spec.parse({ destination_path: this.destinationPath, format });
  }

  plan(options: Partial<PlanOptions> = {}): StreamPlan {
    return planStream({ connectionId: "c1", name: "orders", namespace: "default", ...options });
  }

  feed(stream: StreamPlan, feedId?: string): FeedPlan {
    const feed = planFeed(stream, ++this.fence);
    return feedId === undefined ? feed : { ...feed, feedId };
  }

  open(feed: FeedPlan): Promise<Writer> {
    return localFilesDestination.open(this.config, feed, this.ctx);
  }

  /** One undisturbed slice that ends at `position`. */
  async load(stream: StreamPlan, rows: Value[][], position = 1, feedId?: string): Promise<void> {
    const feed = this.feed(stream, feedId);
    const writer = await this.open(feed);
    try {
      await writer.write(0, rowsOf(rows));
      await writer.commit(checkpointOf(feed, position, rows.length, true));
    } finally {
      await writer.close();
    }
  }

  async run(stream: StreamPlan, rows: Value[][], position = 1): Promise<Finished> {
    await this.load(stream, rows, position);
    return this.finish(stream);
  }

  finish(stream: StreamPlan): Promise<Finished> {
    return localFilesDestination.finish(this.config, stream, this.ctx);
  }

  async measure(stream: StreamPlan): Promise<number> {
    return (await localFilesDestination.measure(this.config, stream, this.ctx)).rows;
  }

  clear(stream: StreamPlan): Promise<void> {
    return localFilesDestination.clear(this.config, stream, this.ctx);
  }

  /** What a person sees: every file but those of the hidden folder. */
  async visible(): Promise<string[]> {
    return (await listFiles(this.folder)).filter((name) => !name.startsWith(".sluice"));
  }

  /** Files of the hidden folder by the first word of their names; drafts of states are left out. */
  async waiting(word: "part" | "feed"): Promise<string[]> {
    const names = await listFiles(this.hidden);
    return names.filter((name) => name.startsWith(`${word}-`) && !name.endsWith(".tmp"));
  }

  async text(name: string): Promise<string> {
    return readFile(path.join(this.folder, name), "utf8");
  }

  /** The ids in a plain JSONL file, in its order. */
  async ids(name: string): Promise<unknown[]> {
    const lines = (await this.text(name)).split("\n").slice(0, -1);
    return lines.map((line) => (JSON.parse(line) as { id: unknown }).id);
  }

  dispose(): Promise<void> {
    return this.ctx.dispose();
  }
}

export function rowsOf(rows: Value[][]): Batch {
  return { encoding: "rows", rows, bytes: rows.length * 50 };
}

/** Rows of the sample fields, with ids from `first` to `last`. */
export function numbered(first: number, last: number): Value[][] {
  return Array.from({ length: last - first + 1 }, (_, index) => [first + index, `row ${first + index}`, 1]);
}
