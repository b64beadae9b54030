import { randomBytes } from "node:crypto";
import type { Json, JsonObject } from "@/connectors/sdk";
import { InvalidInputError } from "@/lib/errors";
import { joinConfig, registerConfigSecrets, splitConfig, type SecretPaths } from "@/lib/secrets/config";
import { openSecrets, sealSecrets } from "@/lib/secrets/seal";
import { channelConfig, type ChannelConfig } from "./schema";
import type { ChannelKind } from "./view";

/** The row of a channel, as far as its configuration goes. */
export interface StoredChannel {
  id: string;
  workspaceId: string;
  kind: ChannelKind;
  /** With a mask where each secret was. */
  config: unknown;
  sealedSecrets: Uint8Array | null;
}

/** A Slack webhook's address is all that is needed to write to the channel. */
export const secretsOf: Record<ChannelKind, SecretPaths> = {
  webhook: [["secret"]],
  email: [["password"]],
  slack: [["url"]],
};

/** The whole configuration, secrets included: for whoever sends, and for nobody else. */
export function openChannel(row: StoredChannel): ChannelConfig {
  const { id, workspaceId, kind, config, sealedSecrets } = row;
  const secrets = openSecrets({ workspaceId, entityId: id }, sealedSecrets);
  return channelConfig.parse({ kind, config: joinConfig(config as JsonObject, secrets) });
}

/** Sealed for the row that has this id. */
export function sealChannel(
  owner: Pick<StoredChannel, "id" | "workspaceId">,
  { kind, config }: ChannelConfig,
) {
  const { config: masked, secrets } = splitConfig(secretsOf[kind], config as JsonObject);
  const { id: entityId, workspaceId } = owner;
  return { config: masked, sealedSecrets: sealSecrets({ workspaceId, entityId }, secrets) };
}

/**
 * What a form has sent as a whole configuration: absent secrets are the stored channel's. InvalidInputError names each
 * bad field, under "config".
 */
export function judgeChannel(
  kind: ChannelKind,
  sent: Record<string, Json>,
  stored: StoredChannel | null,
): ChannelConfig {
  registerConfigSecrets(secretsOf[kind], sent);
  const kept = stored ? keptSecrets(stored, sent) : {};
  const parsed = channelConfig.safeParse({ kind, config: { ...kept, ...sent } });
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.map(String), message }));
    const words = issues.map(({ path, message }) => `${path.slice(1).join(".")} ${message}`).join("; ");
    throw new InvalidInputError(`The channel is not usable: ${words}.`, issues);
  }
  splitConfig(secretsOf[kind], parsed.data.config as JsonObject);
  return parsed.data;
}

/** A new secret for a webhook: 32 random bytes, told apart from other secrets by how it begins. */
export function makeWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString("base64url")}`;
}

/** Secrets that the form has left as they are. The password goes with its user. */
function keptSecrets(stored: StoredChannel, sent: Record<string, Json>): Record<string, unknown> {
  if (stored.kind === "email" && sent.user === "") return {};
  const { config } = openChannel(stored);
  const names = secretsOf[stored.kind].flat();
  return Object.fromEntries(
    Object.entries(config).filter(([name]) => names.includes(name) && sent[name] === undefined),
  );
}
