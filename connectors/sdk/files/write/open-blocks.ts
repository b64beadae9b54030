import type { Encoding, StreamPlan } from "@/connectors/sdk";
import { encodingsOf } from "../../duckdb/tuples";
import type { Blocks, BlockTarget } from "./blocks";
import type { WrittenFormat } from "./format";
import { LineBlocks } from "./lines/line-blocks";
import { ParquetBlocks } from "./parquet/blocks";
import type { ParquetEngine } from "./parquet/engine";

export interface BlockResources {
  /** Where a row group is written before it is put. */
  scratchFile(): Promise<string>;
  /** Opens DuckDB, once for each writer. */
  engine(): Promise<ParquetEngine>;
}

export async function openBlocks(
  plan: StreamPlan,
  format: WrittenFormat,
  target: BlockTarget,
  { scratchFile, engine }: BlockResources,
): Promise<Blocks> {
  if (format.format_type !== "Parquet") return new LineBlocks(plan, format, target);
  return ParquetBlocks.open(
    plan,
    { format, scratchFile: await scratchFile(), engine: await engine() },
    target,
  );
}

/** The encodings that blocks of a format take, besides rows. */
export function encodingsFor({ format_type: type }: WrittenFormat, plan: StreamPlan): Encoding[] {
  switch (type) {
    case "Parquet":
      return encodingsOf(plan);
    case "CSV":
      return encodingsOf(plan).filter((encoding) => encoding === "pg-copy-binary");
    case "JSONL":
      return [];
  }
}
