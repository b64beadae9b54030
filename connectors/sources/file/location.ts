import { access } from "node:fs/promises";
import { ConfigError, type Context } from "@/connectors/sdk";
import type { FileLocation, HttpLocation, LocalLocation } from "@/connectors/sdk/files/content/location";
import { S3Client } from "@/connectors/sdk/files/s3/client";
import { isGlob } from "@/connectors/sdk/files/set/glob";
import { createLocalStorage } from "@/connectors/sdk/files/set/local-storage";
import { createS3Storage } from "@/connectors/sdk/files/set/s3-storage";
import type { FileStorage } from "@/connectors/sdk/files/set/storage";
import type { FileConfig } from "./config";

type S3Provider = Extract<FileConfig["provider"], { storage: "S3" }>;

/** What the configuration means: one file, or all that a glob matches. */
export type Target =
  { kind: "one"; location: FileLocation } | { kind: "many"; storage: FileStorage; glob: string };

/** A local file that is named like a glob is that file. */
export async function findTarget(config: FileConfig, ctx: Context): Promise<Target> {
  const { provider } = config;
  if (provider.storage === "HTTPS")
    return { kind: "one", location: locateHttp(config.url, provider.user_agent) };
  if (provider.storage === "S3") return findObjects(config.url, provider, ctx);
  const location = locateLocal(config.url);
  if (!isGlob(location.path) || (await isThere(location.path, ctx))) return { kind: "one", location };
  const glob = location.path.replace(/^\/local\//, "").replace(/^(\.\/)+/, "");
  return { kind: "many", storage: createLocalStorage(), glob };
}

async function isThere(path: string, ctx: Context): Promise<boolean> {
  return access(await ctx.localFiles.resolve(path)).then(
    () => true,
    () => false,
  );
}

function findObjects(url: string, provider: S3Provider, ctx: Context): Target {
  const [, bucket = "", key = ""] = /^(?:s3a?:\/\/)?([^/]*)\/*(.*)$/s.exec(url) ?? [];
  if (schemeOf(url) !== null && !/^s3a?:/i.test(url))
    throw fault(
      `"${labelOf(url)}" is no object of a bucket. Give s3://bucket/path, or choose another storage.`,
    );
  if (key === "") throw fault(`"${url}" names no object. Give s3://bucket/path/file.csv, or a glob.`);
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey } = provider;
  const client = new S3Client(
    {
      bucket,
      credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : null,
      region: provider.region_name,
      endpoint: provider.endpoint === "" ? null : provider.endpoint,
      fields: { bucket: "url", endpoint: "provider", key: "provider", region: "provider" },
    },
    ctx,
  );
  if (isGlob(key)) return { kind: "many", storage: createS3Storage(client), glob: key };
  return { kind: "one", location: { storage: "S3", client, key, label: `${bucket}/${key}` } };
}

export function locateLocal(url: string): LocalLocation {
  const scheme = schemeOf(url);
  if (scheme !== null && scheme !== "file") {
    throw fault(
      scheme.startsWith("http")
        ? `"${labelOf(url)}" is an address, but the storage is local. Choose the storage HTTPS.`
        : `The scheme "${scheme}" is not offered. Give a path in the folder for local files, for example "orders.csv".`,
    );
  }
  const path = scheme === "file" ? decodePercents(url.slice("file://".length)) : url;
  return { storage: "local", path, label: path };
}

export function locateHttp(url: string, userAgent: boolean): HttpLocation {
  const scheme = schemeOf(url);
  if (scheme === "file" || (scheme === null && url.startsWith("/"))) {
    throw fault(`"${url}" is a local path, but the storage is HTTPS. Choose the storage local.`);
  }
  if (scheme !== null && scheme !== "http" && scheme !== "https") {
    throw fault(`The scheme "${scheme}" is not offered; https and http are.`);
  }
  const address = scheme === null ? `https://${url}` : url;
  if (!URL.canParse(address))
    throw fault(`"${labelOf(address)}" is not an address such as https://example.com/orders.csv.`);
  const parsed = new URL(address);
  const { username, password } = parsed;
  parsed.username = "";
  parsed.password = "";
  const login = `${decodePercents(username)}:${decodePercents(password)}`;
  return {
    storage: "HTTPS",
    url: parsed.href,
    authorization: username === "" ? null : `Basic ${Buffer.from(login).toString("base64")}`,
    userAgent,
    label: labelOf(address),
  };
}

function schemeOf(url: string): string | null {
  return /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase() ?? null;
}

/** Signed addresses carry their secret in the query string. */
function labelOf(address: string): string {
  return address.replace(/^([a-z]+:\/\/)[^/@]*@/i, "$1").replace(/[?#].*$/s, "");
}

function decodePercents(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a "%" that stands for itself
  }
}

function fault(message: string): ConfigError {
  return new ConfigError(message, { field: ["url"] });
}
