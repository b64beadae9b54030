import { createHash } from "node:crypto";
import type { StreamPlan, TableName } from "@/connectors/sdk";
import type { PulsarConfig } from "./config";

const generationMark = "{generation}";
/** Added to a pattern without a generation where every refresh has a topic of its own. */
const generationEnding = `.g${generationMark}`;

/** Topics of a stream, and those that Sluice keeps its own books in. All in the namespace of the configuration. */
export class Topics {
  readonly namespace: string;

  constructor(private readonly config: PulsarConfig) {
    this.namespace = `${config.topic_tenant}/${config.topic_namespace}`;
  }

  /** Where the rows of the plan go. */
  ofPlan(plan: StreamPlan): string {
    return this.ofGeneration(plan, plan.generation);
  }

  ofGeneration(plan: StreamPlan, generation: number): string {
    return this.full(this.fill(this.patternFor(plan), plan.table, String(generation)));
  }

  /** Whether a topic's name is one of those that the stream's generations have or had, as topics of their own. */
  isGenerationOf(plan: StreamPlan, topic: string): boolean {
    const pattern = this.patternFor({ ...plan, write: "overwrite" });
    if (!pattern.includes(generationMark)) return false;
    const [before = ""] = this.full(pattern).split(generationMark);
    const [found] = /^\d+/.exec(topic.slice(this.fill(before, plan.table, "").length)) ?? [];
    return found !== undefined && this.full(this.fill(pattern, plan.table, found)) === topic;
  }

  /** The compacted topic that names the present generation; null where the topic is always the same. */
  pointerFor(plan: StreamPlan): string | null {
    const own = this.config.topic_pattern;
    if (own.includes(generationMark)) return this.full(this.fill(own, plan.table, "current"));
    return this.patternFor(plan) === own ? null : this.full(`${this.fill(own, plan.table, "")}.current`);
  }

  /** Fence and position of a feed. */
  positionOf(connectionId: string, feedId: string): string {
    return `${this.positionPrefix(connectionId)}${hash(feedId)}`;
  }

  positionPrefix(connectionId: string): string {
    return this.full(`sluice-position-${hash(connectionId)}-`);
  }

  /** Rows of a connection that could not be written. */
  quarantineOf(connectionId: string): string {
    return this.full(`sluice-quarantine-${hash(connectionId)}`);
  }

  full(name: string): string {
    return `persistent://${this.namespace}/${name}`;
  }

  private patternFor({ write }: StreamPlan): string {
    const { topic_pattern: pattern, overwrite } = this.config;
    const isNew = write === "overwrite" && overwrite === "new_topic";
    return isNew && !pattern.includes(generationMark) ? `${pattern}${generationEnding}` : pattern;
  }

  private fill(pattern: string, table: TableName, generation: string): string {
    return pattern
      .replaceAll("{namespace}", () => table.namespace)
      .replaceAll("{stream}", () => table.name)
      .replaceAll(generationMark, generation);
  }
}

/** A feed in one run. */
export interface RunMark {
  connectionId: string;
  feedId: string;
  syncId: number;
}

/** `<prefix>-<feed>-s<sync>-r`, which the round follows: what the names of a feed's producers in a run have in common. */
export function runPrefix({ producer_name: prefix }: PulsarConfig, mark: RunMark): string {
  return `${prefix}-${hash(mark.connectionId, mark.feedId)}-s${mark.syncId}-r`;
}

/**
 * Another name for every writer, which tells consumers where a message comes from: the broker keeps it with every batch, at
 * no cost for each message.
 */
export function producerName(
  config: PulsarConfig,
  mark: RunMark,
  { round, generation, fence }: { round: number; generation: number; fence: number },
): string {
  return `${runPrefix(config, mark)}${round}-g${generation}-f${fence}`;
}

export function tableKey({ namespace, name }: TableName): string {
  return JSON.stringify([namespace, name]);
}

function hash(...parts: string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 16);
}
