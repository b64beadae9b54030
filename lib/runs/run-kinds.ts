/** Without the schema library, for screens. */
export const runStatuses = ["queued", "running", "succeeded", "failed", "cancelled"] as const;
export const runKinds = ["sync", "refresh", "clear", "sample", "replay", "verify", "repair"] as const;
export const runPeriods = ["24h", "7d", "30d", "90d"] as const;
