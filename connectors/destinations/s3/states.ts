import type { FeedState as PublicState, StateStore } from "@/connectors/sdk";
import type { S3Config } from "./config";
import { Layout } from "./layout";
import { emptyFeed, keysBelow, readFeed, updateFeed } from "./state";

export const states: StateStore<S3Config> = {
  async list(config, connectionId, ctx) {
    const layout = new Layout(config, ctx);
    const found: PublicState[] = [];
    for (const key of await keysBelow(layout.client, layout.feedStatePrefix(connectionId))) {
      const state = (await readFeed(layout.client, key))?.state;
      if (state) found.push({ feedId: state.feedId, fence: state.fence, checkpoint: state.checkpoint });
    }
    return found;
  },

  async replace(config, { connectionId, feedId, checkpoint }, ctx) {
    const layout = new Layout(config, ctx);
    await updateFeed(
      layout.client,
      layout.feedState(connectionId, feedId),
      (state) => ({ ...state, fence: state.fence + 1, checkpoint }),
      emptyFeed(feedId),
    );
  },
};
