import type { NextConfig } from "next";
import { buildEnv } from "./lib/env/build";

const config: NextConfig = {
  basePath: buildEnv.basePath,
  distDir: buildEnv.distDir,
  // The console listens there unless told otherwise, and next dev would refuse its own reloads.
  allowedDevOrigins: ["127.0.0.1"],
  skipTrailingSlashRedirect: true,
  poweredByHeader: false,
  reactStrictMode: true,
  env: { NEXT_PUBLIC_BASE_PATH: buildEnv.basePath },
  serverExternalPackages: [
    "@duckdb/node-api",
    "mysql2",
    "pg",
    "ssh2",
    "pino",
    "inngest",
    "@prisma/client",
    "@prisma/adapter-pg",
    "@node-rs/crc32",
    "snappy",
    "lz4-napi",
    "@bokuweb/zstd-wasm",
    "protobufjs",
  ],
  // Everybody gets title and icon in the head: a browser that finds none there asks for /favicon.ico, which is nobody's.
  htmlLimitedBots: /.*/,
  experimental: {
    // requireRole shows forbidden.tsx by it.
    authInterrupts: true,
    // Where the network is gone, what was clicked waits for it: without this the browser's error page takes the page's place.
    useOffline: true,
    // The choice of ten thousand streams comes as one action.
    serverActions: { bodySizeLimit: "16mb" },
  },
  // Next edits the file that it is given, unless it extends another.
  typescript: { ignoreBuildErrors: true, tsconfigPath: "tsconfig.next.json" },
};

export default config;
