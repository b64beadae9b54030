import { randomBytes } from "node:crypto";
import { AwsClient } from "aws4fetch";

export interface JourneyBucket {
  name: string;
  endpoint: string;
  accessKeyId: string;
  secretAccessKey: string;
  put(key: string, text: string): Promise<void>;
  drop(): Promise<void>;
}

/** An empty bucket on the server of SLUICE_TEST_S3_URL. */
export async function testBucket(): Promise<JourneyBucket> {
  const { protocol, host, username, password } = new URL(process.env.SLUICE_TEST_S3_URL ?? "");
  const login = {
    accessKeyId: decodeURIComponent(username),
    secretAccessKey: decodeURIComponent(password),
  };
  const client = new AwsClient({ ...login, service: "s3", region: "us-east-1" });
  const name = `sluice-e2e-${randomBytes(4).toString("hex")}`;
  const endpoint = `${protocol}//${host}`;
  const keys = new Set<string>();
  const ask = async (method: string, key: string, body?: string) => {
    const answer = await client.fetch(`${endpoint}/${name}/${key}`, {
      method,
      ...(body === undefined ? {} : { body }),
    });
    if (!answer.ok) throw new Error(`${method} ${name}/${key}: ${answer.status} ${await answer.text()}`);
  };
  await ask("PUT", "");
  return {
    name,
    endpoint,
    ...login,
    async put(key, text) {
      await ask("PUT", key, text);
      keys.add(key);
    },
    async drop() {
      for (const key of keys) await ask("DELETE", key);
      await ask("DELETE", "");
    },
  };
}
