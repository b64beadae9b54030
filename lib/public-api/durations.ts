/** ISO 8601, in whole seconds: "PT8H6M12S". */
export function toIsoDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts: [number, string][] = [
    [Math.floor(seconds / 3600), "H"],
    [Math.floor(seconds / 60) % 60, "M"],
    [seconds % 60, "S"],
  ];
  const text = parts.map(([amount, unit]) => (amount > 0 ? `${amount}${unit}` : "")).join("");
  return `PT${text === "" ? "0S" : text}`;
}

export function toEpochSeconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
