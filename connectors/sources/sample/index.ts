import { defineSource, oneFeedPerStream } from "@/connectors/sdk";
import { discoverStreams } from "./catalog";
import { spec } from "./config";
import { readSample } from "./read";

/** Generated rows: nothing is connected to, so `check` has nothing to refuse. */
export const sampleSource = defineSource({
  spec,
  check: async (_config, ctx) => ctx.log("info", "The rows are generated here: nothing is connected to."),
  discover: (_config, _ctx, filter) => Promise.resolve(discoverStreams(filter)),
  feeds: (_config, streams) =>
    Promise.resolve(oneFeedPerStream(streams).map((feed) => ({ ...feed, isRepeatable: true }))),
  read: (config, feed, position, _encoding, ctx) => readSample(config, feed, position, ctx),
});
