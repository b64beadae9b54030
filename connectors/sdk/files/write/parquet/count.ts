import { metaColumns, type StreamPlan } from "@/connectors/sdk";
import type { RangeFile } from "../../content/ranges";
import { openParquet } from "../../parquet/file";

/** How many rows of a file carry the instant of the plan's run, by that column alone; the file is closed. */
export async function countRunRows(
  source: RangeFile,
  plan: StreamPlan,
  signal: AbortSignal,
): Promise<number> {
  const { extractedAt } = metaColumns;
  const micros = BigInt(plan.extractedAtMs) * 1000n;
  try {
    const file = await openParquet(source);
    let rows = 0;
    for (const window of file.windows) {
      signal.throwIfAborted();
      const values = (await file.readWindow(window, [extractedAt])).get(extractedAt) ?? [];
      for (const value of values) if (value === micros) rows++;
    }
    return rows;
  } finally {
    await source.close();
  }
}

/** All rows of a file, by its footer; the file is closed. */
export async function countAllRows(source: RangeFile): Promise<number> {
  try {
    return (await openParquet(source)).rows;
  } finally {
    await source.close();
  }
}
