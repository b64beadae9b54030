import { abortUpload, deleteObject } from "@/connectors/sdk/files/s3/objects";
import { tailPrefixOf, type Layout } from "./layout";
import { keysBelow, type FeedState, type StoredObject } from "./state";

/** Removes what waits for objects that will never be: their uploads, and their tails. */
export async function discardObjects(
  { client }: Layout,
  objects: Pick<StoredObject, "key" | "uploadId" | "tail">[],
): Promise<void> {
  for (const { key, uploadId, tail } of objects) {
    if (uploadId !== null) await abortUpload(client, key, uploadId);
    if (tail !== null) await deleteObject(client, tail);
  }
}

/** Removes what writers of this feed left behind that no checkpoint vouches for. */
export async function sweepFeed(layout: Layout, feedState: string, state: FeedState): Promise<void> {
  const tails = new Set(state.objects.map(({ tail }) => tail));
  for (const key of await keysBelow(layout.client, tailPrefixOf(feedState)))
    if (!tails.has(key)) await deleteObject(layout.client, key);
  const known = new Set(state.objects.map(({ uploadId }) => uploadId));
  for (const { key, uploadId } of state.uploads)
    if (!known.has(uploadId)) await abortUpload(layout.client, key, uploadId);
}
