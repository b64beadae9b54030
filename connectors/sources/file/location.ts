import { ConfigError } from "@/connectors/sdk";
import type { FileLocation } from "@/connectors/sdk/files/content/location";
import type { FileConfig } from "./config";

/** Where the configuration points, and the label that messages carry: without passwords and query strings. */
export function locate(config: FileConfig): FileLocation {
  return config.provider.storage === "local"
    ? locateLocal(config.url)
    : locateHttp(config.url, config.provider.user_agent);
}

function locateLocal(url: string): FileLocation {
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

function locateHttp(url: string, userAgent: boolean): FileLocation {
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
