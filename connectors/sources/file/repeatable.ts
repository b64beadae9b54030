import { oneFeedPerStream, type Feed, type SelectedStream } from "@/connectors/sdk";
import { readingVersion } from "@/connectors/sdk/files/read-rows";
import { readingKey } from "@/connectors/sdk/reading-key";
import type { FileConfig } from "./config";
import type { Target } from "./location";

/**
 * Repeatable where what tells versions apart can be relied on: etags of S3; size, time of change and inode. A server of HTTP may
 * name none, or a time in whole seconds, within which another file of the same size goes unseen.
 */
export function isRepeatable({ provider }: FileConfig): boolean {
  return provider.storage !== "HTTPS";
}

export function planFeeds(config: FileConfig, streams: SelectedStream[]): Promise<Feed[]> {
  const feeds = oneFeedPerStream(streams);
  return Promise.resolve(
    isRepeatable(config) ? feeds.map((feed) => ({ ...feed, isRepeatable: true })) : feeds,
  );
}

/** Of what decides about rows besides the file itself. Addresses go in without passwords and queries, which may change. */
export function keyOf(
  { format, provider, reader_options: options = "" }: FileConfig,
  target: Target,
): string {
  const place = target.kind === "one" ? target.location.label : [target.storage.label, target.glob];
  return readingKey(readingVersion, provider.storage, place, format, options);
}
