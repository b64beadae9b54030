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
    ["Today", Date.UTC(year, month, date)],
    ["Yesterday", Date.UTC(year, month, date - 1)],
    ["Last 7 days", Date.UTC(year, month, date - 7)],
    ["Last 30 days", Date.UTC(year, month, date - 30)],
    ["Last 90 days", Date.UTC(year, month, date - 90)],
    ["Start of month", Date.UTC(year, month, 1)],
    ["Start of year", Date.UTC(year, 0, 1)],
    ["Last 2 years", Date.UTC(year - 2, month, date)],
  ];
  return presets.map(([label, instantMs]) => ({
    label,
    day: new Date(instantMs).toISOString().slice(0, 10),
  }));
}
