import {
  ConfigError,
  parseCheckpoint,
  type Context,
  type Destination,
  type FeedState,
} from "@/connectors/sdk";
import { destinationAnswers, limitSilence } from "./silence";

/**
 * What the destination knows of each feed of a connection; null where it keeps no checkpoints. A damaged one is a
 * ConfigError, or is taken for one that was forgotten: where it is to be replaced anyway.
 */
export async function listStates(
  { connector, config }: { connector: Destination<unknown>; config: unknown },
  connectionId: string,
  ctx: Context,
  damaged: "refused" | "forgotten" = "refused",
): Promise<FeedState[] | null> {
  const { states } = connector;
  if (!states) return null;
  const listed = await limitSilence(ctx, destinationAnswers, (own) => states.list(config, connectionId, own));
  return listed.map((state) => ({ ...state, checkpoint: checkpointOf(state, damaged) }));
}

function checkpointOf({ feedId, checkpoint }: FeedState, damaged: "refused" | "forgotten") {
  try {
    return checkpoint === null ? null : parseCheckpoint(checkpoint, feedId);
  } catch (error) {
    if (damaged === "forgotten" && error instanceof ConfigError) return null;
    throw error;
  }
}
