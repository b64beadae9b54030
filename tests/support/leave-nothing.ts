import { afterAll, vi } from "vitest";
import { forgetSecrets } from "@/lib/secrets/redact";

/** Files that share a process leave it to each other as they found it; planted secrets are masked in a file's own texts alone. */
forgetSecrets();
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
