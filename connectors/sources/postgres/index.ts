import { defineSource, oneFeedPerStream } from "@/connectors/sdk";
import { checkSource } from "./check";
import { spec } from "./config";
import { discoverStreams } from "./discover";
import { interruptible } from "./interruptible";
import { encodingsOf, isReadWhole, readFeed } from "./read";

export const postgresSource = defineSource({
  spec,
  check: checkSource,
  discover: discoverStreams,
  feeds: (_config, streams) =>
    Promise.resolve(
      oneFeedPerStream(streams).map((feed) => ({ ...feed, hasOneCheckpoint: isReadWhole(feed) })),
    ),
  encodings: (_config, feed) => encodingsOf(feed),
  read: (config, feed, position, encoding, ctx) =>
    interruptible(ctx, (interrupted) => readFeed(config, feed, position, encoding, interrupted)),
});
