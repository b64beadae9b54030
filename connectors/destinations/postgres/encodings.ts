import type { Encoding, StreamPlan } from "@/connectors/sdk";
import { columnType, framesFit } from "./values";

/** Binary frames where every field comes in the very form its column takes; rows always. */
export function encodingsOf(plan: StreamPlan): Encoding[] {
  const fits = plan.columns.every(
    (column, index) => column.index === index && framesFit(column.native, columnType(column.type)),
  );
  return plan.normalization === "basic" && plan.columns.length > 0 && fits ? ["pg-copy-binary"] : [];
}
