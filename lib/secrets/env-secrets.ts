import { env, type Env } from "@/lib/env";
import { registerSecret } from "./redact";

type SecretSettings = Pick<
  Env,
  | "SLUICE_SECRET_KEY"
  | "SLUICE_SECRET_KEY_PREVIOUS"
  | "SLUICE_OWNER_PASSWORD"
  | "SLUICE_CLIENT_SECRET"
  | "INNGEST_EVENT_KEY"
  | "INNGEST_SIGNING_KEY"
  | "DATABASE_URL"
>;

/** From now on the secrets of the environment are masked in logs and messages. Called at every start. */
export function registerEnvSecrets(settings: SecretSettings = env()): void {
  const { DATABASE_URL, ...secrets } = settings;
  const found = [
    secrets.SLUICE_SECRET_KEY,
    secrets.SLUICE_SECRET_KEY_PREVIOUS,
    secrets.SLUICE_OWNER_PASSWORD,
    secrets.SLUICE_CLIENT_SECRET,
    secrets.INNGEST_EVENT_KEY,
    secrets.INNGEST_SIGNING_KEY,
    DATABASE_URL && decodeURIComponent(new URL(DATABASE_URL).password),
  ];
  for (const secret of found) if (secret) registerSecret(secret);
}
