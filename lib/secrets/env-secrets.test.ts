import { expect, it } from "vitest";
import { registerEnvSecrets } from "./env-secrets";
import { redactText } from "./redact";

it("masks the environment's secrets, the database's password among them, and not its address", () => {
  registerEnvSecrets({
    SLUICE_SECRET_KEY: "env-key-env-key-env-key-env-key-env",
    SLUICE_SECRET_KEY_PREVIOUS: undefined,
    SLUICE_OWNER_PASSWORD: "env-owner-password",
    SLUICE_CLIENT_SECRET: "env-client-secret",
    INNGEST_EVENT_KEY: "env-event-key",
    INNGEST_SIGNING_KEY: "env-signing-key",
    DATABASE_URL: "postgresql://sluice:env-p%40ss@db.example.com/sluice",
  });
  const text =
    "env-owner-password env-client-secret env-event-key env-signing-key env-p@ss env-p%40ss db.example.com";
  expect(redactText(text)).toBe("*** *** *** *** *** *** db.example.com");
});
