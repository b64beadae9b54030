/**
 * A process that holds the embedded database of the folder named in its arguments, for tests that kill it.
 * Says `{"url"}` or `{"error"}` on standard output; a line on standard input ends it in an orderly way.
 */
import { once } from "node:events";
import { startEmbeddedPostgres } from "..";

const say = (facts: object) => process.stdout.write(`${JSON.stringify(facts)}\n`);
const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

try {
  const server = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? "", log });
  say({ url: server.url });
  await once(process.stdin, "data");
  await server.stop();
  process.exit(0);
} catch (error) {
  say({ error: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}
