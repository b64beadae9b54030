import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { AppError } from "@/lib/errors";
import { registerTexts, type Secrets } from "./config";
import { keyIdBytes, secretKeys, type SecretKey, type SecretKeys } from "./key";

/** Whose secrets they are. Sealed values open for nobody else: copied to another row they are refused. */
export interface SealContext {
  workspaceId: string;
  /** Id of the source or destination. It must be known before the row is made: bring your own id. */
  entityId: string;
}

/** The key that sealed the secrets is not there, or they were changed or moved. */
export class SecretsUnreadableError extends AppError {
  constructor(message: string, cause?: unknown) {
    super("unavailable", message, { cause });
    this.name = "SecretsUnreadableError";
  }
}

/** Format: version (1 byte), key id (4), nonce (12), ciphertext of the JSON, tag (16). */
const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const headerBytes = 1 + keyIdBytes;
const purpose = "secrets/v1";

/** AES-256-GCM with a new nonce each time, under the current key; null where there is nothing to seal. */
export function sealSecrets(
  context: SealContext,
  secrets: Secrets,
  keys: SecretKeys = secretKeys(),
): Uint8Array<ArrayBuffer> | null {
  if (Object.keys(secrets).length === 0) return null;
  const header = Buffer.concat([Buffer.of(version), Buffer.from(keys.current.id, "hex")]);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", keys.current.derive(purpose), nonce);
  cipher.setAAD(boundTo(context, header));
  const text = Buffer.from(JSON.stringify(secrets));
  const parts = [header, nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()];
  return new Uint8Array(Buffer.concat(parts));
}

/**
 * The secrets again, from then on masked in logs and messages. SecretsUnreadableError where neither the current
 * nor the previous key has sealed them, or where they were changed or belong to another row.
 */
export function openSecrets(
  context: SealContext,
  sealed: Uint8Array | null,
  keys: SecretKeys = secretKeys(),
): Secrets {
  if (sealed === null) return {};
  const bytes = Buffer.from(sealed);
  const secrets = JSON.parse(decrypt(context, bytes, keyOf(context, bytes, keys))) as Secrets;
  Object.values(secrets).forEach(registerTexts);
  return secrets;
}

/** Id of the key that sealed them. */
export function sealingKeyId(sealed: Uint8Array): string {
  return Buffer.from(sealed.subarray(1, headerBytes)).toString("hex");
}

function keyOf(context: SealContext, bytes: Buffer, { current, previous }: SecretKeys): SecretKey {
  if (bytes[0] !== version || bytes.length < headerBytes + nonceBytes + tagBytes) {
    throw new SecretsUnreadableError(
      `The stored secrets of ${context.entityId} have a form this version of Sluice does not know. Update Sluice, or enter them again.`,
    );
  }
  const id = sealingKeyId(bytes);
  if (id === current.id) return current;
  if (id === previous?.id) return previous;
  throw new SecretsUnreadableError(
    `The stored secrets of ${context.entityId} were sealed with key ${id}, and the key in use is ${current.id}. Start Sluice with the key that sealed them as SLUICE_SECRET_KEY (or as SLUICE_SECRET_KEY_PREVIOUS after a change of keys), or enter them again.`,
  );
}

function decrypt(context: SealContext, bytes: Buffer, key: SecretKey): string {
  const nonce = bytes.subarray(headerBytes, headerBytes + nonceBytes);
  const decipher = createDecipheriv("aes-256-gcm", key.derive(purpose), nonce);
  decipher.setAAD(boundTo(context, bytes.subarray(0, headerBytes)));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  const text = decipher.update(bytes.subarray(headerBytes + nonceBytes, -tagBytes));
  try {
    return Buffer.concat([text, decipher.final()]).toString();
  } catch (cause) {
    throw new SecretsUnreadableError(
      `The stored secrets of ${context.entityId} were changed, or belong to something else. Enter them again.`,
      cause,
    );
  }
}

function boundTo({ workspaceId, entityId }: SealContext, header: Buffer): Buffer {
  return Buffer.concat([header, Buffer.from(`${workspaceId}\0${entityId}`)]);
}
