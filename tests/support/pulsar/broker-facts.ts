import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/** How a running broker is reached: what `serve.sh` writes to broker.json. */
export const brokerFactsSchema = z.object({
  serviceUrl: z.string(),
  tlsServiceUrl: z.string(),
  adminUrl: z.string(),
  webSocketUrl: z.string(),
  /** In base64, of HS256. */
  tokenSecret: z.string(),
  /** PEM files: the authority of its certificate, and a client's certificate (role "certified") with its key. */
  caFile: z.string(),
  clientCertificateFile: z.string(),
  clientKeyFile: z.string(),
  /** A user of basic authentication; the name is the role. */
  basic: z.object({ username: z.string(), password: z.string() }),
});

export type BrokerFacts = z.infer<typeof brokerFactsSchema>;

export function readBrokerFacts(home: string): BrokerFacts {
  return brokerFactsSchema.parse(JSON.parse(readFileSync(path.join(home, "broker.json"), "utf8")));
}
