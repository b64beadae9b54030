import { defineSource } from "@/connectors/sdk";
import { spec } from "./config";
import { encodingsOf } from "./encodings";
import { checkFile, discoverFile } from "./discover";
import { readFile } from "./read";
import { planFeeds } from "./repeatable";

/** One file, one stream: CSV, JSON or JSONL, from the folder for local files or over HTTP. */
export const fileSource = defineSource({
  spec,
  check: checkFile,
  discover: async (config, ctx, filter) => {
    const isWanted = !filter || filter.some(({ name }) => name === config.dataset_name);
    return isWanted ? [await discoverFile(config, ctx)] : [];
  },
  feeds: planFeeds,
  encodings: encodingsOf,
  read: readFile,
});
