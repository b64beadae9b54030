import path from "node:path";
import type { FeedState as PublicState, StateStore } from "@/connectors/sdk";
import type { LocalFilesConfig } from "./config";
import { makeFolder, namesIn } from "./disk";
import { Layout } from "./layout";
import { readFeed, writeFeed } from "./state";
import { inTurn } from "./turns";

export const states: StateStore<LocalFilesConfig> = {
  async list(config, connectionId, ctx) {
    const layout = await Layout.of(config, ctx);
    const prefix = layout.feedStatePrefix(connectionId);
    const found: PublicState[] = [];
    for (const name of (await namesIn(layout.hidden)).sort()) {
      if (!name.startsWith(prefix) || !name.endsWith(".json")) continue;
      const state = await readFeed(path.join(layout.hidden, name));
      if (state) found.push({ feedId: state.feedId, fence: state.fence, checkpoint: state.checkpoint });
    }
    return found;
  },

  async replace(config, { connectionId, feedId, checkpoint }, ctx) {
    const layout = await Layout.of(config, ctx);
    await makeFolder(layout.hidden);
    const file = layout.feedState(connectionId, feedId);
    await inTurn(file, async () => {
      const stored = await readFeed(file);
      const { fence, tables, parts } = stored ?? { fence: 0, tables: [], parts: [] };
      await writeFeed(file, { feedId, fence: fence + 1, tables, parts, checkpoint });
    });
  },
};
