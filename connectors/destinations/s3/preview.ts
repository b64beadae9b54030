import type { Context, PreviewRequest, TablePreview } from "@/connectors/sdk";
import { previewFile } from "@/connectors/sdk/files/preview";
import type { S3Config } from "./config";
import { Layout } from "./layout";
import { runsOf } from "./state";

/** The first rows of the newest object. */
export async function previewObjects(
  config: S3Config,
  request: PreviewRequest,
  ctx: Context,
): Promise<TablePreview | null> {
  const layout = new Layout(config, ctx);
  const runs = await runsOf(layout, request.plan);
  const objects = runs
    .filter(({ state }) => state.done)
    .sort((one, other) => one.state.syncId - other.state.syncId)
    .flatMap(({ state }) => state.objects);
  const object = objects.at(-1);
  if (!object) return null;
  const { client } = layout;
  const { key, format } = object;
  return previewFile({ location: { storage: "S3", client, key, label: key }, format }, request, ctx);
}
