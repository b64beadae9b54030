import { TransientError } from "@/connectors/sdk";
import type { DestinationCall } from "@/lib/connectors/load";
import { log } from "@/lib/log";
import type { WriteAnswer, WriteQuestion } from "@/lib/sync/write-gate/types";
import { decide } from "./decide";
import { writeAuthenticationOf } from "./write-authentication";

/**
 * What the console answers to a worker that is about to write: by the key of the destination it was sent with, in the
 * workspace of that destination. TransientError where nothing could be decided; then nothing is written.
 */
export async function decideForDestination(
  { config, place }: DestinationCall,
  questions: WriteQuestion[],
): Promise<WriteAnswer[]> {
  const section = writeAuthenticationOf(config);
  if (section.type !== "builtin")
    throw new Error(`A destination of write authentication ${section.type} asked its console about a write.`);
  const { workspaceId, runNumber } = place;
  if (workspaceId === null) throw new Error("A destination of no workspace asked a console about a write.");
  try {
    return await decide(section.api_key, questions, {
      workspaceId,
      ...(runNumber === null ? {} : { runNumber }),
    });
  } catch (cause) {
    log.error("A write could not be decided about.", { error: cause, workspaceId, runNumber });
    throw new TransientError(
      "The console could not decide about a write. Nothing is written until it can; its log has the cause.",
      { cause },
    );
  }
}
