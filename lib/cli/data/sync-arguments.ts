import type { OptionName } from "../arguments/options";

/** What names a sync: source, destination, and what of the one goes where in the other. */
export const syncOptions: readonly OptionName[] = [
  "from",
  "to",
  "config",
  "streams",
  "mode",
  "cursor",
  "primary-key",
  "select",
  "where",
  "namespace",
  "prefix",
  "normalization",
  "deletes",
  "verify",
  "json",
];

export const syncUsage =
  "--from URI --to URI [--streams GLOB,…] [--mode overwrite|append|incremental|deduped|history] [--cursor [stream=]column] [--primary-key [stream=]a,b] [--select [stream=]columns] [--where [stream=]SQL] [--namespace NAME] [--prefix P] [--normalization basic|raw] [--deletes soft|hard] [--verify counts|checksums] [--config FILE] [--json]";
