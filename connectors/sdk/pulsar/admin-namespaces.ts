import { z } from "zod";
import { isNew, unlessMissing } from "./admin-refusal";
import type { AdminRequest, AdminRequests } from "./admin-requests";

/** What the broker keeps of messages that every subscription has acknowledged, or that no subscription waits for. */
export interface Retention {
  /** -1: without end; 0: nothing is kept. */
  minutes: number;
  /** -1: without end; 0: nothing is kept. */
  megabytes: number;
}

export const compatibilityStrategySchema = z.enum([
  "UNDEFINED",
  "ALWAYS_INCOMPATIBLE",
  "ALWAYS_COMPATIBLE",
  "BACKWARD",
  "FORWARD",
  "FULL",
  "BACKWARD_TRANSITIVE",
  "FORWARD_TRANSITIVE",
  "FULL_TRANSITIVE",
]);

/** UNDEFINED: what lies above decides (a topic's namespace, a namespace's broker). */
export type CompatibilityStrategy = z.infer<typeof compatibilityStrategySchema>;

/** What a tenant's namespaces and topics are made of. */
export class AdminNamespaces {
  constructor(private readonly requests: AdminRequests) {}

  /** On all clusters of the installation. False where it was there. */
  async createTenant(tenant: string): Promise<boolean> {
    const route = `tenants/${encodeURIComponent(tenant)}`;
    const showing = this.requests.read(
      { method: "GET", route, act: `show the tenant ${tenant}` },
      z.unknown(),
    );
    if ((await unlessMissing(showing)) !== null) return false;
    const clusters = await this.requests.read(
      { method: "GET", route: "clusters", act: "list its clusters" },
      z.array(z.string()),
    );
    const body = { adminRoles: [], allowedClusters: clusters.filter((name) => name !== "global") };
    return isNew(this.requests.do({ method: "PUT", route, act: `create the tenant ${tenant}`, body }));
  }

  /** `namespace` is tenant/name. False where it was there. AdminRefusal (404) where the tenant is missing. */
  async create(namespace: string): Promise<boolean> {
    return isNew(this.requests.do(this.put(namespace, "", `create the namespace ${namespace}`, {})));
  }

  async list(tenant: string): Promise<string[]> {
    const route = `namespaces/${encodeURIComponent(tenant)}`;
    const act = `list the namespaces of ${tenant}`;
    return this.requests.read({ method: "GET", route, act }, z.array(z.string()));
  }

  /** With `isForced` the topics in it are deleted too, where the broker's settings allow it. */
  async delete(namespace: string, { isForced }: { isForced: boolean }): Promise<void> {
    const route = `${routeOf(namespace)}${isForced ? "?force=true" : ""}`;
    await this.requests.do({ method: "DELETE", route, act: `delete the namespace ${namespace}` });
  }

  /** null: the broker's default holds. */
  async retention(namespace: string): Promise<Retention | null> {
    const act = `tell the retention of ${namespace}`;
    const found = await this.requests.read(
      this.get(namespace, "/retention", act),
      retentionSchema.nullable(),
    );
    return found === null ? null : retentionOf(found);
  }

  async setRetention(namespace: string, retention: Retention): Promise<void> {
    const act = `set the retention of ${namespace}`;
    await this.requests.do({
      ...this.put(namespace, "/retention", act, retentionBody(retention)),
      method: "POST",
    });
  }

  async setDeduplication(namespace: string, isOn: boolean): Promise<void> {
    const act = `switch the de-duplication of ${namespace} ${isOn ? "on" : "off"}`;
    await this.requests.do({ ...this.put(namespace, "/deduplication", act, isOn), method: "POST" });
  }

  /** null: the broker's default holds. */
  async compactionThreshold(namespace: string): Promise<number | null> {
    const act = `tell the compaction threshold of ${namespace}`;
    return this.requests.read(this.get(namespace, "/compactionThreshold", act), z.number().nullable());
  }

  /** In bytes that gather before a topic is compacted; 0: never by itself. */
  async setCompactionThreshold(namespace: string, bytes: number): Promise<void> {
    const act = `set the compaction threshold of ${namespace}`;
    await this.requests.do(this.put(namespace, "/compactionThreshold", act, bytes));
  }

  async compatibility(namespace: string): Promise<CompatibilityStrategy> {
    const act = `tell the schema compatibility of ${namespace}`;
    return this.requests.read(
      this.get(namespace, "/schemaCompatibilityStrategy", act),
      compatibilityStrategySchema,
    );
  }

  async setCompatibility(namespace: string, strategy: CompatibilityStrategy): Promise<void> {
    const act = `set the schema compatibility of ${namespace} to ${strategy}`;
    await this.requests.do(this.put(namespace, "/schemaCompatibilityStrategy", act, strategy));
  }

  private get(namespace: string, behind: string, act: string): AdminRequest {
    return { method: "GET", route: `${routeOf(namespace)}${behind}`, act };
  }

  private put(namespace: string, behind: string, act: string, body: unknown): AdminRequest {
    return { method: "PUT", route: `${routeOf(namespace)}${behind}`, act, body };
  }
}

export const retentionSchema = z.object({
  retentionTimeInMinutes: z.number(),
  retentionSizeInMB: z.number(),
});

export function retentionOf(found: z.infer<typeof retentionSchema>): Retention {
  return { minutes: found.retentionTimeInMinutes, megabytes: found.retentionSizeInMB };
}

export function retentionBody({ minutes, megabytes }: Retention): z.infer<typeof retentionSchema> {
  return { retentionTimeInMinutes: minutes, retentionSizeInMB: megabytes };
}

function routeOf(namespace: string): string {
  return `namespaces/${namespace.split("/").map(encodeURIComponent).join("/")}`;
}
