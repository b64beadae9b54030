import { defineSource } from "@/connectors/sdk";
import { interruptible } from "@/connectors/sdk/interruptible";
import { checkSource } from "./check";
import { spec } from "./config";
import { sourceDigest } from "./digest";
import { discoverStreams } from "./discover";
import { encodingsOf, readFeed } from "./read";

export const mysqlSource = defineSource({
  spec,
  check: checkSource,
  discover: discoverStreams,
  filters: "sql",
  digest: sourceDigest,
  encodings: (_config, feed) => encodingsOf(feed),
  read: (config, feed, position, encoding, ctx) =>
    interruptible(ctx, (inner) => readFeed(config, feed, position, encoding, inner)),
});
