import { randomUUID } from "node:crypto";
import { ConfigError, type Context } from "@/connectors/sdk";
import { S3Refusal } from "@/connectors/sdk/files/s3/errors";
import {
  abortUpload,
  createUpload,
  deleteObject,
  getText,
  putObject,
} from "@/connectors/sdk/files/s3/objects";
import type { S3Config } from "./config";
import { Layout } from "./layout";
import { keysBelow } from "./state";

/** Writes an object, reads it back, lists it and removes it; begins an upload and drops it; tries a conditional write. */
export async function checkDestination(config: S3Config, ctx: Context): Promise<void> {
  const layout = new Layout(config, ctx);
  const { client } = layout;
  const content = randomUUID();
  const key = layout.hidden(`check-${content}`);
  const body = new TextEncoder().encode(content);
  ctx.log("info", `Writing a test object to the bucket "${config.s3_bucket_name}".`);
  await putObject(client, key, body);
  try {
    ctx.log("info", "Reading it back and listing it.");
    if ((await getText(client, key))?.text !== content)
      throw new ConfigError(
        `The bucket "${config.s3_bucket_name}" gave back something else than was written.`,
      );
    if (!(await keysBelow(client, key)).includes(key))
      throw new ConfigError(
        `The bucket "${config.s3_bucket_name}" does not list what was written a moment ago.`,
      );
    ctx.log("info", "Beginning an upload in parts, and dropping it.");
    await abortUpload(client, key, await createUpload(client, key));
    ctx.log("info", "Trying a conditional write, which keeps two writers apart.");
    const isFenced = await putObject(client, key, body, { absent: true }).then(
      () => false,
      (error: unknown) => {
        if (error instanceof S3Refusal) return error.reason === "changed";
        throw error;
      },
    );
    if (!isFenced)
      ctx.log(
        "warn",
        "This server has no conditional writes: two consoles must not write into this path at once.",
      );
  } finally {
    ctx.log("info", "Removing the test object.");
    await deleteObject(client, key);
  }
}
