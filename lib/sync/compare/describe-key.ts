import { digestValue } from "@/connectors/sdk/digest-text/value";
import type { ComparedColumn } from "./plan-comparison";

/** A key as people read it: "id = 17". */
export function describeKey(texts: string[], key: ComparedColumn[]): string {
  return key
    .map(({ planned, form }, index) => {
      const value = digestValue(planned.type, form, texts[index] ?? "");
      return `${planned.name} = ${value instanceof Uint8Array ? (texts[index] ?? "") : String(value)}`;
    })
    .join(", ");
}
