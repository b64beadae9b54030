import { createHash } from "node:crypto";
import path from "node:path";
import {
  ConfigError,
  type Context,
  type LocalFiles,
  type StreamPlan,
  type TableName,
} from "@/connectors/sdk";
import { endingOf } from "@/connectors/sdk/files/write/format";
import { composeName, type NameTemplates } from "@/connectors/sdk/files/write/name-template";
import type { FileFormat, LocalFilesConfig } from "./config";
import { isFile } from "./disk";

/** Holds what is not yet visible, and what is known of it; beside the files, so that a rename is enough to publish. */
const hiddenFolder = ".sluice";

/** A name that a file of another stream may have. */
const fileLike = /\.((jsonl|csv)(\.gz)?|parquet)_*$/i;

/** By which names append's files are known. */
export const runFile = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z-\d+(-\d+)?\.((jsonl|csv)(\.gz)?|parquet)$/;

/** Where things are: what is hidden in absolute paths, what is visible from `folder`. */
export class Layout {
  private constructor(
    readonly folder: string,
    readonly hidden: string,
    private readonly localFiles: LocalFiles,
    /** Where files are not named after their streams alone. */
    readonly templates: NameTemplates | null,
  ) {}

  static async of(config: LocalFilesConfig, { localFiles }: Context): Promise<Layout> {
    const folder = await localFiles.resolve(config.destination_path);
    if (await isFile(folder))
      throw new ConfigError(`${folder} is a file, where a folder is wanted. Choose another path.`, {
        field: ["destination_path"],
      });
    const hidden = await localFiles.resolve(path.join(folder, hiddenFolder));
    const { path_format: template, file_name_pattern: pattern } = config;
    return new Layout(
      folder,
      hidden,
      localFiles,
      template === undefined ? null : { path: template, pattern },
    );
  }

  /** The absolute path of what is visible; throws where a link leads it out of the folder for local files. */
  resolve(file: string): Promise<string> {
    return this.localFiles.resolve(path.join(this.folder, file));
  }

  feedState(connectionId: string, feedId: string): string {
    return path.join(this.hidden, `${this.feedStatePrefix(connectionId)}${hash(feedId)}.json`);
  }

  feedStatePrefix(connectionId: string): string {
    return `feed-${hash(connectionId)}-`;
  }

  tableState({ connectionId, table }: StreamPlan): string {
    return path.join(this.hidden, `table-${hash(connectionId, tableKey(table))}.json`);
  }

  /** What the names of a feed's parts begin with. */
  partPrefix(feedState: string): string {
    return `${path.basename(feedState, ".json").replace(/^feed/, "part")}-`;
  }

  /** The name, in the hidden folder, of what a feed has loaded for one stream in one run; a number from the second on. */
  partName(feedState: string, { table, syncId }: StreamPlan, number: number): string {
    return `${this.partPrefix(feedState)}${hash(tableKey(table))}-${syncId}${number === 0 ? "" : `-${number}`}`;
  }

  /**
   * With append each run has a file of its own in a folder named after the stream, and several where files have a limit;
   * otherwise there is one file. `number` is null where there is no limit. Templates say otherwise.
   */
  finalFile(plan: StreamPlan, format: FileFormat, number: number | null): string {
    const { namespace, name } = safeTable(plan.table);
    const ending = endingOf(format);
    if (this.templates) {
      const { extractedAtMs, syncId, connectionId } = plan;
      const seed = `${connectionId}\0${tableKey(plan.table)}\0${syncId}`;
      const facts = { namespace, stream: name, extractedAtMs, syncId, partNumber: number ?? 0, seed };
      return composeName(this.templates, facts, { ending, hasOneRun: plan.write !== "append" });
    }
    if (plan.write !== "append" && number === null) return path.join(namespace, name + ending);
    const instant = new Date(plan.extractedAtMs).toISOString().replace(/[:.]/g, "-");
    const mark = number === null ? "" : `-${number}`;
    return path.join(this.streamFolder(plan), `${instant}-${plan.syncId}${mark}${ending}`);
  }

  /** The folder of an appended stream's files, under a name that no stream's one file has. */
  streamFolder({ table }: StreamPlan): string {
    const { namespace, name } = safeTable(table);
    return path.join(namespace, fileLike.test(name) ? `${name}_` : name);
  }
}

export function tableKey(table: TableName): string {
  return JSON.stringify([table.namespace, table.name]);
}

/** Names are made safe before they come here; what is not is refused, wherever it came from. */
function safeTable(table: TableName): TableName {
  for (const name of [table.namespace, table.name]) {
    const isSafe = name !== "" && !name.startsWith(".") && !/[/\\\0]/.test(name);
    if (!isSafe)
      throw new ConfigError(`"${name}" cannot be the name of a file. Give the stream another name.`);
  }
  return table;
}

function hash(...parts: string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 16);
}
