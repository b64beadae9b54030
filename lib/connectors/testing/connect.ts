import { createConnection } from "@/lib/connections/service";
import { createDestination } from "@/lib/destinations/service";
import { createSource } from "@/lib/sources/service";
import type { Scope } from "@/lib/workspaces/scope";

/** A connection between the test connectors with all its streams; answers with its id. */
export async function connectTestEnds(scope: Scope): Promise<string> {
  const config = { host: "db.example" };
  const source = await createSource(scope, { name: "Shop", connector: "test-source", config });
  const destination = await createDestination(scope, { name: "Lake", connector: "test-destination", config });
  return (await createConnection(scope, { sourceId: source.id, destinationId: destination.id })).id;
}
