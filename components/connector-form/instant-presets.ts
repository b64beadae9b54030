import * as text from "@/text/connector-form";

/** A day counted from today. It is written into the form as a fixed day: what is stored does not move with time. */
export interface InstantPreset {
  label: string;
  /** "2026-01-31", UTC. */
  day: string;
}

/** Days that people begin to read from, as they are at `now`. */
export function instantPresets(now: Date): InstantPreset[] {
  const [year, month, date] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const presets: [label: string, instantMs: number][] = [
    [text.today, Date.UTC(year, month, date)],
    [text.yesterday, Date.UTC(year, month, date - 1)],
    [text.last7Days, Date.UTC(year, month, date - 7)],
    [text.last30Days, Date.UTC(year, month, date - 30)],
    [text.last90Days, Date.UTC(year, month, date - 90)],
    [text.startOfMonth, Date.UTC(year, month, 1)],
    [text.startOfYear, Date.UTC(year, 0, 1)],
    [text.last2Years, Date.UTC(year - 2, month, date)],
  ];
  return presets.map(([label, instantMs]) => ({
    label,
    day: new Date(instantMs).toISOString().slice(0, 10),
  }));
}
