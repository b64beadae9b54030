import { defineSource, oneFeedPerStream } from "@/connectors/sdk";
import { spec } from "./config";
import { checkStreams, discoverStreams, readStream } from "./streams";

/** Objects of a bucket: each stream is what its globs match, and new objects are told by their time of change. */
export const s3Source = defineSource({
  spec,
  check: checkStreams,
  discover: discoverStreams,
  feeds: (_config, streams) =>
    Promise.resolve(oneFeedPerStream(streams).map((feed) => ({ ...feed, isRepeatable: true }))),
  read: (config, feed, position, _encoding, ctx) => readStream(config, feed, position, ctx),
});
