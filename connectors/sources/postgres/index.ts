import { defineSource } from "@/connectors/sdk";
import { interruptible } from "@/connectors/sdk/interruptible";
import { checkSource } from "./check";
import { spec } from "./config";
import { sourceDigest } from "./digest";
import { discoverStreams } from "./discover";
import { planFeeds } from "./plan-feeds";
import { encodingsOf, readFeed } from "./read";

export const postgresSource = defineSource({
  spec,
  check: checkSource,
  discover: discoverStreams,
  filters: "sql",
  digest: sourceDigest,
  feeds: (config, streams, ctx) => planFeeds(config, streams, ctx),
  encodings: (_config, feed) => encodingsOf(feed),
  read: (config, feed, position, encoding, ctx) =>
    interruptible(ctx, (interrupted) => readFeed(config, feed, position, encoding, interrupted)),
});
