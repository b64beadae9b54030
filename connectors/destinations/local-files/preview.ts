import path from "node:path";
import type { Context, PreviewRequest, TablePreview } from "@/connectors/sdk";
import { previewFile } from "@/connectors/sdk/files/preview";
import type { LocalFilesConfig } from "./config";
import { filesOf, formatOf } from "./count-files";
import { Layout } from "./layout";

/** The first rows of the newest file. */
export async function previewFiles(
  config: LocalFilesConfig,
  request: PreviewRequest,
  ctx: Context,
): Promise<TablePreview | null> {
  const layout = await Layout.of(config, ctx);
  const file = (await filesOf(config, layout, request.plan)).at(-1);
  if (file === undefined) return null;
  const label = path.relative(await layout.resolve("."), file);
  return previewFile(
    { location: { storage: "local", path: file, label }, format: formatOf(file, config.format) },
    request,
    ctx,
  );
}
