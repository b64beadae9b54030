import path from "node:path";
import type { JsonObject } from "@/connectors/sdk";
import type { EndFacts } from "../sync/connection-id";
import { UsageError } from "../usage-error";
import type { UriParts } from "./split-uri";
import type { Variables } from "./variables";

export type Role = "source" | "destination";

/** One end of a sync as the command names it. */
export interface EndCall {
  connector: string;
  config: JsonObject;
  facts: EndFacts;
  /** The address names the schema, or the database, that rows go to: else they go to one like the source's. */
  namesSchema?: boolean;
}

export interface Surroundings {
  /** Where relative paths begin. */
  folder: string;
  variables: Variables;
  /** Who calls: the user of a database where no other is named. */
  username: string;
  /** Throws where there is no such file. */
  readFile(path: string): string;
}

/** `scheme:///absolute`, `scheme:relative`, and `scheme://relative` too, because it is what one writes first. */
export function pathOf(uri: UriParts, { folder }: Surroundings, example: string): string {
  const written = uri.host + uri.path;
  if (written === "") throw new UsageError(`Name a path: ${example}.`);
  return path.resolve(folder, written);
}

export function requireKnown(uri: UriParts, known: string[]): void {
  const unknown = [...uri.query.keys()].filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new UsageError(
    `A ${uri.scheme}:// address takes no ${unknown.join(", ")}; it takes ${known.join(", ")}.`,
  );
}
