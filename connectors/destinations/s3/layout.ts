import { createHash } from "node:crypto";
import { ConfigError, feedIdOf, type Context, type StreamPlan, type TableName } from "@/connectors/sdk";
import { S3Client } from "@/connectors/sdk/files/s3/client";
import { endingOf, type WrittenFormat } from "@/connectors/sdk/files/write/format";
import { composeName } from "@/connectors/sdk/files/write/name-template";
import type { S3Config } from "./config";

/** Holds checkpoints and what is not yet visible. Tools that read a folder leave out names that begin with a dot. */
const hiddenFolder = ".sluice";
const maxKeyBytes = 1024;

/** Where things are in the bucket. */
export class Layout {
  readonly client: S3Client;
  private readonly base: string;

  constructor(
    private readonly config: S3Config,
    ctx: Context,
  ) {
    const { access_key_id: accessKeyId, secret_access_key: secretAccessKey } = config;
    this.client = new S3Client(
      {
        bucket: config.s3_bucket_name,
        credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : null,
        region: config.s3_bucket_region,
        endpoint: config.s3_endpoint === "" ? null : config.s3_endpoint,
        fields: {
          bucket: "s3_bucket_name",
          endpoint: "s3_endpoint",
          key: "access_key_id",
          region: "s3_bucket_region",
        },
      },
      ctx,
    );
    this.base = config.s3_bucket_path === "" ? "" : `${config.s3_bucket_path}/`;
  }

  hidden(name: string): string {
    return `${this.base}${hiddenFolder}/${name}`;
  }

  feedState(connectionId: string, feedId: string): string {
    return `${this.feedStatePrefix(connectionId)}${hash(feedId)}.json`;
  }

  feedStatePrefix(connectionId: string): string {
    return this.hidden(`feed-${hash(connectionId)}-`);
  }

  /** What a run has made of a table. */
  runState(plan: StreamPlan): string {
    return `${this.runStatePrefix(plan)}${plan.syncId}.json`;
  }

  runStatePrefix({ connectionId, table }: StreamPlan): string {
    return this.hidden(`run-${hash(connectionId, tableKey(table))}-`);
  }

  /**
   * The name of an object: the same for the same run, feed and number. Where the templates do not tell runs, feeds or
   * numbers apart, what does is added.
   */
  objectKey(
    plan: StreamPlan,
    { feedId, partNumber }: { feedId: string; partNumber: number },
    format: WrittenFormat,
  ): string {
    const { s3_path_format: path, file_name_pattern: pattern } = this.config;
    const { table, extractedAtMs, syncId, connectionId } = plan;
    const facts = {
      ...{ namespace: safeName(table.namespace), stream: safeName(table.name) },
      ...{ extractedAtMs, syncId, partNumber },
      seed: `${connectionId}\0${tableKey(table)}\0${syncId}`,
    };
    const mark = feedId === feedIdOf(plan.stream) ? "" : `-${hash(feedId).slice(0, 8)}`;
    const tidy = composeName({ path: `${this.base}${path}`, pattern }, facts, {
      ending: endingOf(format),
      mark,
    });
    if (Buffer.byteLength(tidy) > maxKeyBytes)
      throw new ConfigError(
        `"${tidy}" is longer than the ${maxKeyBytes} bytes that a key may have. Shorten the path format.`,
        {
          field: ["s3_path_format"],
        },
      );
    return tidy;
  }
}

/** What the names of a feed's waiting tails begin with, by the key of its state. */
export function tailPrefixOf(feedState: string): string {
  return feedState.replace(/feed-([0-9a-f]+-[0-9a-f]+)\.json$/, "tail-$1-");
}

export function tableKey(table: TableName): string {
  return JSON.stringify([table.namespace, table.name]);
}

/** Names are made safe before they come here; what is not is refused, wherever it came from. */
function safeName(name: string): string {
  if (name !== "" && !name.startsWith(".") && !/[/\\\0]/.test(name)) return name;
  throw new ConfigError(`"${name}" cannot be a part of an object's name. Give the stream another name.`);
}

function hash(...parts: string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 16);
}
