export function describePeriod(minutes: number): string {
  if (minutes < 60) return `Every ${minutes} min`;
  return minutes === 60 ? "Every hour" : `Every ${minutes / 60} h`;
}
