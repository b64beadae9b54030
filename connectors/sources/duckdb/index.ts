import { defineSource } from "@/connectors/sdk";
import { interruptible } from "@/connectors/sdk/interruptible";
import { sourceDigest } from "./digest";
import { listRelations, toStream } from "./catalog";
import { checkSource } from "./check";
import { spec } from "./config";
import { reading } from "./open";
import { planFeeds, readFeed } from "./read";

/** A DuckDB file, opened for reading only: tables, views and queries of the configuration. */
export const duckdbSource = defineSource({
  spec,
  filters: "sql",
  digest: sourceDigest,
  check: checkSource,
  discover: async (config, ctx, filter) => {
    const relations = await reading(config, ctx, (session) => listRelations(session, config, ctx, filter));
    return relations.map(toStream);
  },
  feeds: planFeeds,
  encodings: () => ["columns"],
  read: (config, feed, position, encoding, ctx) =>
    interruptible(ctx, (inner) => readFeed(config, feed, position, encoding, inner)),
});
