import { ConfigError, TransientError, type Context, type Finished, type StreamPlan } from "@/connectors/sdk";
import { openObject } from "@/connectors/sdk/files/s3/body";
import type { S3Client } from "@/connectors/sdk/files/s3/client";
import { S3Refusal } from "@/connectors/sdk/files/s3/errors";
import {
  completeUpload,
  deleteObject,
  headObject,
  putObject,
  uploadPart,
} from "@/connectors/sdk/files/s3/objects";
import type { S3Config } from "./config";
import { Layout, tableKey } from "./layout";
import { feedsOf, readRun, runsOf, updateFeed, writeRun, type RunState, type StoredObject } from "./state";
import { discardObjects, sweepFeed } from "./sweep";

/**
 * Makes the objects of a run visible, one after the other, each as a whole; then removes those that overwrite replaces.
 * What is to be done is written down before, so that a call which comes after a crash does the rest, and one which comes
 * after the end does nothing.
 */
export async function finish(config: S3Config, plan: StreamPlan, ctx: Context): Promise<Finished> {
  const layout = new Layout(config, ctx);
  const key = layout.runState(plan);
  const state = (await readRun(layout.client, key)) ?? (await planRun(layout, plan));
  if (!state.done) {
    for (const object of state.objects) {
      ctx.signal.throwIfAborted();
      await publish(layout.client, object);
    }
    if (plan.write === "overwrite") await removeOthers(layout, plan, state);
    await forgetObjects(layout, plan);
    await writeRun(layout.client, key, { ...state, done: true });
    for (const { tail } of state.objects) if (tail !== null) await deleteObject(layout.client, tail);
  }
  return { rows: state.rows, superseded: 0 };
}

/**
 * With append an earlier run that never finished comes along, because the position that was resumed from vouches for its
 * rows. With overwrite only this run counts.
 */
async function planRun(layout: Layout, plan: StreamPlan): Promise<RunState> {
  const feeds = await feedsOf(layout, plan);
  const objects = feeds
    .flatMap(({ state }) => state.objects)
    .filter((object) => object.table === tableKey(plan.table))
    .filter(({ syncId }) => (plan.write === "append" ? syncId <= plan.syncId : syncId === plan.syncId));
  const isKnown = feeds.some(({ state }) => state.checkpoint?.syncId === plan.syncId);
  if (!isKnown)
    throw new ConfigError(
      `Nothing that run ${plan.syncId} loaded for ${plan.table.namespace}/${plan.table.name} is there any more. Clear the stream and sync it again.`,
    );
  const own = objects.filter(({ syncId }) => syncId === plan.syncId);
  const state = {
    syncId: plan.syncId,
    rows: own.reduce((rows, object) => rows + object.rows, 0),
    done: false,
    objects,
  };
  await writeRun(layout.client, layout.runState(plan), state);
  return state;
}

async function publish(client: S3Client, object: StoredObject): Promise<void> {
  if (object.uploadId === null) return publishSmall(client, object);
  const { key, uploadId, parts } = object;
  try {
    const etags = [...parts];
    if (object.tail !== null) {
      const tail = await readTail(client, object.tail);
      if (tail) etags.push(await uploadPart(client, { key, uploadId, number: parts.length + 1 }, tail));
      else if (await isPublished(client, object)) return;
      else throw gone(object);
    }
    await completeUpload(client, key, uploadId, etags);
  } catch (error) {
    // A call that came before may have completed it.
    if (!(error instanceof S3Refusal) || error.reason !== "noUpload") throw error;
    if (!(await isPublished(client, object))) throw gone(object);
    return;
  }
  if (!(await isPublished(client, object)))
    throw new TransientError(`"${key}" has another size than was written (${object.bytes} bytes).`);
}

async function publishSmall(client: S3Client, object: StoredObject): Promise<void> {
  const content = object.tail === null ? new Uint8Array(0) : await readTail(client, object.tail);
  if (content) await putObject(client, object.key, content);
  else if (!(await isPublished(client, object))) throw gone(object);
}

async function readTail(client: S3Client, key: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const body = await openObject(client, key, { from: 0 });
  if (!body) return null;
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body.chunks) chunks.push(chunk);
    return new Uint8Array(Buffer.concat(chunks));
  } finally {
    body.close();
  }
}

async function isPublished(client: S3Client, { key, bytes }: StoredObject): Promise<boolean> {
  return (await headObject(client, key))?.size === bytes;
}

/** What earlier runs have made of the table goes, but what has this run's names. */
async function removeOthers(layout: Layout, plan: StreamPlan, state: RunState): Promise<void> {
  const kept = new Set(state.objects.map(({ key }) => key));
  for (const { key, state: other } of await runsOf(layout, plan)) {
    if (other.syncId >= plan.syncId) continue;
    for (const object of other.objects)
      if (!kept.has(object.key)) await deleteObject(layout.client, object.key);
    await deleteObject(layout.client, key);
  }
}

/** Objects of earlier runs that overwrite has no use for go too, and what writers of a complete feed left behind. */
async function forgetObjects(layout: Layout, plan: StreamPlan): Promise<void> {
  const isGone = ({ table, syncId }: StoredObject) => table === tableKey(plan.table) && syncId <= plan.syncId;
  for (const { key, state } of await feedsOf(layout, plan)) {
    const gone = state.objects.filter(isGone);
    const left = await updateFeed(layout.client, key, (now) => ({
      ...now,
      objects: now.objects.filter((object) => !isGone(object)),
    }));
    if (plan.write === "overwrite")
      await discardObjects(
        layout,
        gone.filter(({ syncId }) => syncId !== plan.syncId),
      );
    if (left?.checkpoint?.complete === true) await sweepFeed(layout, key, left);
  }
}

function gone({ key }: StoredObject): ConfigError {
  return new ConfigError(
    `What waited for "${key}" is not in the bucket any more; something else has removed it, perhaps a rule that aborts uploads. Clear the stream and sync it again.`,
  );
}
