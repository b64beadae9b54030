import { defineSource } from "@/connectors/sdk";
import { checkSource } from "./check";
import { spec } from "./config";
import { discoverStreams } from "./discover";
import { encodingsOf, readFeed } from "./read";

export const postgresSource = defineSource({
  spec,
  check: checkSource,
  discover: discoverStreams,
  encodings: (_config, feed) => encodingsOf(feed),
  read: (config, feed, position, encoding, ctx) => readFeed(config, feed, position, encoding, ctx),
});
