import { z } from "zod";
import { type Retention, retentionBody, retentionOf, retentionSchema } from "./admin-namespaces";
import { isNew, unlessMissing } from "./admin-refusal";
import type { AdminRequest, AdminRequests } from "./admin-requests";
import type { MessageId } from "./types";
import { parentOf, partitionName, topicRoute } from "./topic-names";

/** Figures of a topic, of all its partitions together. Those that count messages are left out: brokers bring them up to date once a minute. */
export interface TopicStats {
  /** Of stored messages, in bytes; compressed as they are. */
  storedBytes: number;
  /** Their names, durable ones: what none of them waits for and no retention keeps is deleted. */
  subscriptions: string[];
  producers: number;
  openTransactions: number;
}

export interface CompactionStatus {
  status: "NOT_RUN" | "RUNNING" | "SUCCESS" | "ERROR";
  lastError: string;
}

/** Topics by their full names. What is missing or in the way is thrown as AdminRefusal. */
export class AdminTopics {
  constructor(private readonly requests: AdminRequests) {}

  /** Full names of a namespace's (tenant/name) persistent topics; of partitioned ones only the parent. */
  async list(namespace: string): Promise<string[]> {
    const route = `persistent/${namespace.split("/").map(encodeURIComponent).join("/")}`;
    const act = `list the topics of ${namespace}`;
    const names = z.array(z.string());
    const [all, partitioned] = await Promise.all([
      this.requests.read({ method: "GET", route, act }, names),
      this.requests.read({ method: "GET", route: `${route}/partitioned`, act }, names),
    ]);
    const parents = new Set(partitioned);
    const isOfParent = (topic: string) => parents.has(parentOf(topic));
    return [...partitioned, ...all.filter((topic) => !isOfParent(topic))].sort();
  }

  /** Full names of a namespace's persistent topics; of partitioned ones each partition's. */
  async listParts(namespace: string): Promise<string[]> {
    const route = `persistent/${namespace.split("/").map(encodeURIComponent).join("/")}`;
    const act = `list the topics of ${namespace}`;
    return this.requests.read({ method: "GET", route, act }, z.array(z.string()));
  }

  /** Of one partition, or a topic that is not partitioned; null where there is none, or no such topic. */
  async lastMessageId(topic: string): Promise<MessageId | null> {
    const asking = this.requests.read(
      request("GET", topic, "/lastMessageId", `tell the last message of ${topic}`),
      lastMessageIdSchema,
    );
    const found = await unlessMissing(asking);
    if (!found || found.entryId < 0) return null;
    const { ledgerId, entryId, partitionIndex: partition, batchIndex } = found;
    return { ledgerId: BigInt(ledgerId), entryId: BigInt(entryId), partition, batchIndex };
  }

  /** 0: not partitioned. null: there is no such topic. */
  async partitions(topic: string): Promise<number | null> {
    // Without the parameter, asking for it may create it.
    const route = "/partitions?checkAllowAutoCreation=false";
    const asking = this.requests.read(
      request("GET", topic, route, `describe the topic ${topic}`),
      z.object({ partitions: z.number() }),
    );
    return (await unlessMissing(asking))?.partitions ?? null;
  }

  /** `partitions: 0`: not partitioned. False where a topic of that name was there, partitioned or not. */
  async create(topic: string, { partitions }: { partitions: number }): Promise<boolean> {
    const [behind, body] = partitions === 0 ? ["", {}] : ["/partitions", partitions];
    const act = `create the topic ${topic} with ${partitions === 0 ? "no" : partitions} partitions`;
    return isNew(this.requests.do({ ...request("PUT", topic, behind, act), body }));
  }

  /** A partition count only grows, and keys then go elsewhere. */
  async growPartitions(topic: string, partitions: number): Promise<void> {
    const act = `give the topic ${topic} ${partitions} partitions`;
    await this.requests.do({ ...request("POST", topic, "/partitions", act), body: partitions });
  }

  /** With its schemas. `isForced`: also while producers or subscriptions hold it. False where it was not there. */
  async delete(topic: string, { isForced }: { isForced: boolean }): Promise<boolean> {
    const behind = `${await this.behindOf(topic)}${isForced ? "?force=true" : ""}`;
    const deleting = this.requests.do(request("DELETE", topic, behind, `delete the topic ${topic}`));
    return (await unlessMissing(deleting.then(() => true))) ?? false;
  }

  async stats(topic: string): Promise<TopicStats> {
    const isPartitioned = ((await this.partitions(topic)) ?? 0) > 0;
    const behind = isPartitioned ? "/partitioned-stats" : "/stats";
    const found = await this.requests.read(
      request("GET", topic, behind, `tell the figures of the topic ${topic}`),
      statsSchema,
    );
    return {
      storedBytes: found.storageSize,
      subscriptions: Object.entries(found.subscriptions)
        .filter(([, { isDurable }]) => isDurable !== false)
        .map(([name]) => name),
      producers: found.publishers.length,
      openTransactions: found.ongoingTxnCount,
    };
  }

  /** When it was made, of one partition or a topic that is not partitioned: another instant means another topic of that name. */
  async createdAtMs(topic: string): Promise<number | null> {
    const act = `tell when ${topic} was made`;
    const asking = this.requests.read(
      request("GET", topic, "/stats", act),
      z.object({ topicCreationTimeStamp: z.number().default(0) }),
    );
    return (await unlessMissing(asking))?.topicCreationTimeStamp || null;
  }

  /** What holds for the topic: its own, else its namespace's, else the broker's. */
  async retention(topic: string): Promise<Retention> {
    const act = `tell the retention of ${topic}`;
    return retentionOf(
      await this.requests.read(request("GET", topic, "/retention?applied=true", act), retentionSchema),
    );
  }

  async setRetention(topic: string, retention: Retention): Promise<void> {
    const act = `set the retention of ${topic}`;
    await this.requests.do({ ...request("POST", topic, "/retention", act), body: retentionBody(retention) });
  }

  async setDeduplication(topic: string, isOn: boolean): Promise<void> {
    const act = `switch the de-duplication of ${topic} ${isOn ? "on" : "off"}`;
    await this.requests.do({ ...request("POST", topic, "/deduplicationEnabled", act), body: isOn });
  }

  /** Whether the topic, or every partition of it, goes by its de-duplication now, whoever has switched it on. */
  async removesDuplicates(topic: string): Promise<boolean> {
    const partitions = (await this.partitions(topic)) ?? 0;
    const parts =
      partitions === 0
        ? [topic]
        : Array.from({ length: partitions }, (_, index) => partitionName(topic, index));
    for (const part of parts) {
      const act = `tell whether ${part} is free of duplicates`;
      const stats = await this.requests.read(
        request("GET", part, "/stats", act),
        z.object({ deduplicationStatus: z.string().default("") }),
      );
      if (stats.deduplicationStatus !== "Enabled") return false;
    }
    return true;
  }

  /** In bytes that gather before the topic is compacted; 0: never by itself. */
  async setCompactionThreshold(topic: string, bytes: number): Promise<void> {
    const act = `set the compaction threshold of ${topic}`;
    await this.requests.do({ ...request("POST", topic, "/compactionThreshold", act), body: bytes });
  }

  /** Begins it; an AdminRefusal (409) where one is under way. */
  async compact(topic: string): Promise<void> {
    await this.requests.do(request("PUT", topic, "/compaction", `compact the topic ${topic}`));
  }

  /** Of one partition, or a topic that is not partitioned. */
  async compaction(topic: string): Promise<CompactionStatus> {
    const act = `tell how the compaction of ${topic} goes`;
    return this.requests.read(request("GET", topic, "/compaction", act), compactionSchema);
  }

  /**
   * Removes every message, also those that subscriptions wait for. A broker removes only ledgers that it no longer writes
   * to: so the topic is unloaded before, and its producers connect again. What they write meanwhile may stay.
   */
  async truncate(topic: string): Promise<void> {
    await this.unload(topic);
    await this.requests.do(request("DELETE", topic, "/truncate", `empty the topic ${topic}`));
  }

  /** Nothing more can be written to it, for good. */
  async terminate(topic: string): Promise<void> {
    const behind = `/terminate${await this.behindOf(topic)}`;
    await this.requests.do(request("POST", topic, behind, `terminate the topic ${topic}`));
  }

  /** Its broker lets go of it; clients look it up again. */
  async unload(topic: string): Promise<void> {
    await this.requests.do(request("PUT", topic, "/unload", `unload the topic ${topic}`));
  }

  private async behindOf(topic: string): Promise<string> {
    return ((await this.partitions(topic)) ?? 0) > 0 ? "/partitions" : "";
  }
}

const statsSchema = z.object({
  storageSize: z.number(),
  ongoingTxnCount: z.number().default(0),
  publishers: z.array(z.unknown()),
  subscriptions: z.record(z.string(), z.object({ isDurable: z.boolean().optional() })),
});

const lastMessageIdSchema = z.object({
  ledgerId: z.number(),
  entryId: z.number(),
  partitionIndex: z.number().default(-1),
  batchIndex: z.number().default(-1),
});

const compactionSchema = z.object({
  status: z.enum(["NOT_RUN", "RUNNING", "SUCCESS", "ERROR"]),
  lastError: z.string().default(""),
});

function request(method: AdminRequest["method"], topic: string, behind: string, act: string): AdminRequest {
  return { method, route: `${topicRoute(topic)}${behind}`, act };
}
