import { feedIdOf, type Context, type StreamPlan } from "@/connectors/sdk";
import { deleteObject } from "@/connectors/sdk/files/s3/objects";
import { formatOf, type S3Config } from "./config";
import { Layout, tableKey } from "./layout";
import { feedsOf, runsOf, updateFeed, type StoredObject } from "./state";
import { discardObjects, sweepFeed } from "./sweep";

export function explain(
  config: S3Config,
  plan: StreamPlan,
  ctx: Context,
): Promise<{ statements: string[]; warnings: string[] }> {
  const layout = new Layout(config, ctx);
  const feedId = feedIdOf(plan.stream);
  const key = layout.objectKey(plan, { feedId, partNumber: 0 }, formatOf(config));
  const place = `s3://${config.s3_bucket_name}/${key}`;
  return Promise.resolve({
    statements: [
      "upload rows in parts that are not visible, up to each checkpoint",
      `complete ${place}, and as many others as the size asks for`,
      ...(plan.write === "overwrite"
        ? [`remove the objects that earlier runs made of ${plan.table.name}`]
        : []),
    ],
    warnings: [],
  });
}

/** The stream's objects, what waits for it, and its checkpoints. Objects that it did not make are left alone. */
export async function clear(config: S3Config, plan: StreamPlan, ctx: Context): Promise<void> {
  const layout = new Layout(config, ctx);
  const isOurs = ({ table }: StoredObject) => table === tableKey(plan.table);
  for (const { key, state } of await feedsOf(layout, plan)) {
    const left = await updateFeed(layout.client, key, (now) => ({
      ...now,
      checkpoint: null,
      objects: now.objects.filter((object) => !isOurs(object)),
    }));
    await discardObjects(layout, state.objects.filter(isOurs));
    if (left) await sweepFeed(layout, key, left);
  }
  for (const { key, state } of await runsOf(layout, plan)) {
    for (const object of state.objects) {
      await deleteObject(layout.client, object.key);
      if (!state.done) await discardObjects(layout, [object]);
    }
    await deleteObject(layout.client, key);
  }
}
