import { distDirFor } from "./dist-dir";
import { basePathSchema } from "./schema";

const basePath = basePathSchema.parse(process.env.SLUICE_BASE_PATH);

/** What a build of the pages depends on. Only for what Next builds: a bad variable throws at import. */
export const buildEnv = { basePath, distDir: distDirFor(basePath) };
