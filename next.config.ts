import type { NextConfig } from "next";
import { buildEnv } from "./lib/env/build";

const config: NextConfig = {
  basePath: buildEnv.basePath,
  distDir: buildEnv.distDir,
  poweredByHeader: false,
  reactStrictMode: true,
  env: { NEXT_PUBLIC_BASE_PATH: buildEnv.basePath },
  serverExternalPackages: ["@duckdb/node-api", "pg", "pino", "inngest", "@prisma/client", "@prisma/adapter-pg"],
  typescript: { ignoreBuildErrors: true },
};

export default config;
