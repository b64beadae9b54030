const unitMs = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;
type Unit = keyof typeof unitMs;

const wholePattern = /^(\d+(\.\d+)?(ms|[wdhms]))+$/;
const isoPattern = /^\d{4}-\d{2}-\d{2}T/;
const partPattern = /(\d+(?:\.\d+)?)(ms|[wdhms])/g;

/** Milliseconds of a duration as the SDK writes it ("2h30m", "1w", "5s"); undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  if (!wholePattern.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(partPattern)) total += Number(amount) * unitMs[unit as Unit];
  return total;
}

/**
 * When a wait ends that begins at `nowMs`: after a duration, or at an instant in ISO form.
 * The SDK writes a wait of nothing as an empty text, which ends at once. Undefined when the text is none of these.
 */
export function parseWaitEnd(text: string, nowMs: number): number | undefined {
  if (text === "") return nowMs;
  const durationMs = parseDuration(text);
  if (durationMs !== undefined) return nowMs + durationMs;
  const instant = isoPattern.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(instant) ? undefined : instant;
}
