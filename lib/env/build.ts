import { basePathSchema } from "./schema";

const basePath = basePathSchema.parse(process.env.SLUICE_BASE_PATH);

/** What the build depends on: another base path is another build, so each has its own folder. */
export const buildEnv = { basePath, distDir: distDirFor(basePath) };

export function distDirFor(basePath: string): string {
  return basePath === "" ? ".next" : `.next${basePath.replaceAll("/", "-")}`;
}
