import { z } from "zod";
import { ConfigError, type JsonObject, type Spec } from "@/connectors/sdk";
import { InvalidInputError, type FieldIssue } from "@/lib/errors";
import {
  applyRotation,
  joinConfig,
  registerConfigSecrets,
  splitConfig,
  type SplitConfig,
} from "@/lib/secrets/config";
import { mergeConfigUpdate, type UpdateMode } from "@/lib/secrets/merge";
import { openSecrets, sealSecrets } from "@/lib/secrets/seal";

/** The row of a source or destination, as far as its configuration goes. */
export interface StoredRow {
  id: string;
  workspaceId: string;
  /** With a mask where each secret was. */
  config: unknown;
  sealedSecrets: Uint8Array | null;
}

/** What the database keeps of a configuration. */
export interface StoredConfig {
  config: JsonObject;
  sealedSecrets: Uint8Array<ArrayBuffer> | null;
}

type Owner = Pick<StoredRow, "id" | "workspaceId">;

/** Judged by the spec. InvalidInputError names every bad field, under "config"; a mask is no secret. */
export function judgeConfig(spec: Spec<unknown>, whole: JsonObject): SplitConfig {
  return underConfig(() => {
    registerConfigSecrets(spec.secrets, whole);
    spec.parse(whole);
    return splitConfig(spec.secrets, whole);
  });
}

/** Judged, then sealed for `owner`. */
export function storeConfig(spec: Spec<unknown>, owner: Owner, whole: JsonObject): StoredConfig {
  const { config, secrets } = judgeConfig(spec, whole);
  return { config, sealedSecrets: sealSecrets(contextOf(owner), secrets) };
}

/** The whole configuration, secrets included: for a worker and for nobody else. */
export function openConfig(spec: Spec<unknown>, row: StoredRow): JsonObject {
  const whole = joinConfig(row.config as JsonObject, openSecrets(contextOf(row), row.sealedSecrets));
  registerConfigSecrets(spec.secrets, whole);
  return whole;
}

/** The whole configuration as it is after `incoming`; masks stand for the stored secrets. Not yet judged or stored. */
export function changeConfig(
  spec: Spec<unknown>,
  row: StoredRow,
  incoming: JsonObject,
  mode: UpdateMode,
): JsonObject {
  const stored = openConfig(spec, row);
  return underConfig(() => mergeConfigUpdate({ schema: spec.jsonSchema(), stored, incoming, mode }));
}

/** What is stored once the connector has rotated secrets. */
export function rotateConfig(row: StoredRow, patch: Record<string, string>): StoredConfig {
  const secrets = openSecrets(contextOf(row), row.sealedSecrets);
  const rotated = applyRotation({ config: row.config as JsonObject, secrets }, patch);
  return { config: rotated.config, sealedSecrets: sealSecrets(contextOf(row), rotated.secrets) };
}

function contextOf({ id, workspaceId }: Owner) {
  return { workspaceId, entityId: id };
}

/** Issues found inside a configuration, as issues of the input it came in. */
function underConfig<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const issues = issuesOf(error);
    if (!issues || !(error instanceof Error)) throw error;
    const located = issues.map(({ path, message }) => ({ path: ["config", ...path], message }));
    throw new InvalidInputError(error.message, located, error);
  }
}

function issuesOf(error: unknown): FieldIssue[] | null {
  if (error instanceof InvalidInputError) return error.issues;
  if (!(error instanceof ConfigError)) return null;
  if (error.cause instanceof z.ZodError) {
    return error.cause.issues.map(({ path, message }) => ({ path: path.map(String), message }));
  }
  return [{ path: error.field ?? [], message: error.message }];
}
