import type { Position } from "../../checkpoint";
import type { Context } from "../../context";
import { ConfigError, RestartFeedError, TransientError } from "../../errors";
import type { Json } from "../../json";
import type { ReadEvent } from "../../source";
import type { Feed } from "../../stream";
import type { Field, Value } from "../../values";
import { start, type OpenFile, type Place } from "../format";
import { msPerCheckpoint, readRows } from "../read-rows";
import { fileUrlField, lastModifiedField, lastModifiedText } from "./fields";
import { FileHistory } from "./history";
import { listFiles, type FileSet } from "./list";
import { named } from "./naming";
import { isSameVersion, parseSetPosition, type PartlyRead, type SetPosition } from "./position";
import type { ListedFile } from "./storage";

/**
 * Reads the files of a set, oldest first, each from its place to its end. An incremental feed reads those that its history
 * does not know, and those that were changed since, as a whole. A full refresh is told apart by `complete`: it forgets.
 */
export async function* readFileSet(
  set: FileSet,
  feed: Feed,
  position: Position | null,
  ctx: Context,
): AsyncGenerator<ReadEvent> {
  const stored = parseSetPosition(position);
  const isIncremental = feed.streams[0]?.mode === "incremental";
  if (stored?.done === true && !isIncremental) {
    yield { type: "checkpoint", position: { done: true }, complete: true };
    return;
  }
  const before = stored?.done === true ? null : stored;
  const reading = new SetReading(set, feed.streams[0]?.fields ?? [], isIncremental, ctx);
  const history = new FileHistory(before?.history ?? null);
  yield* reading.run(history, before?.open ?? null);
  const last: SetPosition = isIncremental ? { history: history.store(), open: null } : { done: true };
  yield { type: "checkpoint", position: last as Position, complete: true };
}

class SetReading {
  private vouchedAtMs: number;

  constructor(
    private readonly set: FileSet,
    private readonly fields: Field[],
    private readonly isIncremental: boolean,
    private readonly ctx: Context,
  ) {
    this.vouchedAtMs = ctx.clock.now();
  }

  async *run(history: FileHistory, partly: PartlyRead | null): AsyncGenerator<ReadEvent> {
    const listed = await listFiles(this.set, this.ctx);
    if (partly && !listed.some(({ path }) => path === partly.path)) this.noticeLost(partly);
    for (const file of this.isIncremental ? listed : this.wholeAgain(listed, history, partly)) {
      if (!this.isWanted(file, history)) continue;
      yield* this.readFile(file, partly?.path === file.path ? partly : null, history);
      history.add(file);
      if (this.ctx.clock.now() - this.vouchedAtMs < msPerCheckpoint) continue;
      yield this.checkpoint({ history: history.store(), open: null });
    }
  }

  /** Files of a full refresh, the partly read one first: that one of them has changed must show before the first row. */
  private wholeAgain(files: ListedFile[], history: FileHistory, partly: PartlyRead | null): ListedFile[] {
    const changed = files.find((file) => history.standing(file) === "changed");
    if (changed) throw changedInRun(changed.path);
    const isPartly = ({ path }: ListedFile) => path === partly?.path;
    return [...files.filter(isPartly), ...files.filter((file) => !isPartly(file))];
  }

  private isWanted(file: ListedFile, history: FileHistory): boolean {
    const standing = history.standing(file);
    return standing === "new" || standing === "changed";
  }

  private async *readFile(
    file: ListedFile,
    partly: PartlyRead | null,
    history: FileHistory,
  ): AsyncGenerator<ReadEvent> {
    if (file.size === 0) {
      if (partly) this.noticeChange(partly);
      this.ctx.log("info", `"${file.path}" is empty.`);
      return;
    }
    const opened = await this.open(file, partly);
    if (!opened) return;
    const { content, from } = opened;
    try {
      const maxRows = this.set.format.maxRows;
      for await (const event of readRows(content, { from, maxRows, finish: this.marker(file) }, this.ctx)) {
        if (event.type !== "place") yield event;
        else {
          const open = { path: file.path, file: content.identity, ...event.place };
          yield this.checkpoint({ history: history.store(), open });
        }
      }
      const names = content.leftOut().filter((name) => name !== fileUrlField && name !== lastModifiedField);
      if (names.length > 0)
        this.ctx.log("info", `"${file.path}" has more than the fields that were chosen.`, { names });
    } catch (error) {
      throw named(file.path, error);
    } finally {
      await content.close();
    }
  }

  /** null where the file has vanished since it was listed. */
  private async open(
    file: ListedFile,
    partly: PartlyRead | null,
  ): Promise<{ content: OpenFile; from: Place } | null> {
    const from = partly ?? start;
    let content: OpenFile;
    try {
      content = await this.set.format.open(this.set.storage.locate(file), this.fields, from, this.ctx);
    } catch (error) {
      if (!(error instanceof ConfigError) || (await this.set.storage.has(file.path, this.ctx)))
        throw named(file.path, error);
      this.ctx.log("warn", `"${file.path}" was removed after it had been listed; it is left out.`);
      return null;
    }
    if (!isListed(file, content.identity)) {
      await content.close();
      throw new TransientError(
        `"${file.path}" was changed after it had been listed. It is read once it is at rest.`,
      );
    }
    if (!partly || isSameVersion(partly, content.identity)) return { content, from };
    await content.close();
    this.noticeChange(partly);
    return this.open(file, null);
  }

  private noticeChange({ path, rows }: PartlyRead): void {
    if (!this.isIncremental) throw changedInRun(path);
    this.ctx.log(
      "warn",
      `"${path}" was changed after ${rows} rows of it had been read. It is read again as a whole.`,
    );
  }

  private noticeLost({ path, rows }: PartlyRead): void {
    if (!this.isIncremental) throw changedInRun(path);
    this.ctx.log("warn", `"${path}" was removed after ${rows} rows of it had been read; the rest is lost.`);
  }

  /** Which file a row is from, and when that was changed. */
  private marker({ path, modifiedMs }: ListedFile): (row: Value[]) => void {
    const places = [
      [fileUrlField, path],
      [lastModifiedField, lastModifiedText(modifiedMs)],
    ].flatMap(([name, value = ""]) => {
      const index = this.fields.findIndex((field) => field.name === name);
      return index < 0 ? [] : [{ index, value }];
    });
    return (row) => {
      for (const { index, value } of places) row[index] = value;
    };
  }

  private checkpoint(position: SetPosition): ReadEvent {
    this.vouchedAtMs = this.ctx.clock.now();
    return { type: "checkpoint", position: position as Position };
  }
}

function isListed({ identity: listed }: ListedFile, identity: Json): boolean {
  if (identity === null || typeof identity !== "object" || Array.isArray(identity)) return true;
  return Object.entries(listed).every(([name, value]) => identity[name] === value);
}

/** Rows of another version cannot be joined to those that were read. */
function changedInRun(path: string): RestartFeedError {
  return new RestartFeedError(`"${path}" was changed or removed after rows of it had been read.`);
}
