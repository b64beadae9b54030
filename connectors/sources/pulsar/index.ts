import { defineSource } from "@/connectors/sdk";
import { checkSource } from "./check";
import { spec } from "./config";
import { discoverTopics } from "./discover";
import { planFeeds } from "./feeds";
import { readFeed } from "./read";

/** Topics of a namespace: each is a stream, typed by its schema, and read on behind the last message of each partition. */
export const pulsarSource = defineSource({
  spec,
  check: checkSource,
  discover: discoverTopics,
  feeds: planFeeds,
  read: (config, feed, position, _encoding, ctx) => readFeed(config, feed, position, ctx),
});
