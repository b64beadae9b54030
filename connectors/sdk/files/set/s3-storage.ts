import type { S3Client } from "../s3/client";
import { headObject, listObjects } from "../s3/objects";
import type { FileStorage } from "./storage";

/** The objects of a bucket. Markers of folders, whose keys end in "/", are no files. */
export function createS3Storage(client: S3Client): FileStorage {
  return {
    label: `the bucket "${client.settings.bucket}"`,
    async *list(filter) {
      for (const prefix of filter.prefixes) {
        for await (const page of listObjects(client, prefix)) {
          yield page
            .filter(({ key }) => !key.endsWith("/") && filter.matches(key))
            .map(({ key, size, etag, modifiedMs }) => ({
              path: key,
              size,
              modifiedMs,
              version: `${etag}:${size}`,
              identity: { etag, size },
            }));
        }
      }
    },
    locate: ({ path }) => ({ storage: "S3", client, key: path, label: path }),
    has: async (path) => (await headObject(client, path)) !== null,
  };
}
