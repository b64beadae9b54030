import type { Position } from "../../checkpoint";
import type { Context } from "../../context";
import { ConfigError, RestartFeedError, TransientError } from "../../errors";
import type { ReadEvent } from "../../source";
import type { Feed } from "../../stream";
import type { Field, Value } from "../../values";
import { isVersion, start, type OpenFile, type Place } from "../format";
import { readRows } from "../read-rows";
import { fileUrlField, lastModifiedField, lastModifiedText } from "./fields";
import { FileHistory } from "./history";
import { listFiles, type FileSet } from "./list";
import { named } from "./naming";
import { parseSetPosition, type OpenPosition, type PartlyRead, type SetPosition } from "./position";
import { groupSize, keepsPromise, promiseOf } from "./promise";
import type { ListedFile } from "./storage";

/**
 * Reads the files of a set, oldest first, each from its place to its end. An incremental feed reads those that its history
 * does not know, and those that were changed since, as a whole. A full refresh is told apart by `complete`: it forgets.
 *
 * Repeatable (`Feed.isRepeatable`), though files may come, change and go between two readings from one position: a position names
 * the files up to the next checkpoint, and their versions. Where they are not the same any more, a checkpoint in front of the
 * first row says so by naming others. What no checkpoint names is not read.
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
  const history = new FileHistory(before?.history ?? null);
  const reading = new SetReading(set, feed.streams[0]?.fields ?? [], { isIncremental, history, ctx });
  yield* reading.run(before);
  const last: SetPosition = isIncremental ? { history: history.store(), open: null } : { done: true };
  yield { type: "checkpoint", position: last as Position, complete: true };
}

class SetReading {
  private readonly isIncremental: boolean;
  private readonly history: FileHistory;
  private readonly ctx: Context;
  /** Since the stored position no checkpoint was given: what comes may have been given before. */
  private mayRepeat = false;

  constructor(
    private readonly set: FileSet,
    private readonly fields: Field[],
    how: { isIncremental: boolean; history: FileHistory; ctx: Context },
  ) {
    this.isIncremental = how.isIncremental;
    this.history = how.history;
    this.ctx = how.ctx;
  }

  async *run(stored: OpenPosition | null): AsyncGenerator<ReadEvent> {
    const listed = await listFiles(this.set, this.ctx);
    const partly = this.partlyRead(listed, stored);
    const files = this.toBeRead(listed, partly);
    const others = partly ? files.slice(1) : files;
    const isOpenAsStored = partly === (stored?.open ?? null);
    const promised = isOpenAsStored && stored?.next && keepsPromise(this.set, stored.next, others);
    this.mayRepeat = promised === true;
    let ahead = promised && stored.next ? files.length - others.length + stored.next.count : groupSize(files);
    if (!promised && files.length > 0) yield this.checkpoint(partly, files.slice(partly ? 1 : 0, ahead));
    for (const [index, file] of files.entries()) {
      if (index === ahead) {
        ahead += groupSize(files.slice(index));
        yield this.checkpoint(null, files.slice(index, ahead));
      }
      const from = index === 0 ? partly : null;
      yield* this.readFile(file, from, files.slice(index + 1, ahead));
    }
  }

  /** The file that was partly read, where it is still there in that version. */
  private partlyRead(listed: ListedFile[], stored: OpenPosition | null): PartlyRead | null {
    const open = stored?.open ?? null;
    if (open === null) return null;
    const file = listed.find(({ path }) => path === open.path);
    const what = `"${open.path}" was ${file ? "changed" : "removed"} after ${open.rows} rows of it had been read`;
    if (file && file.size > 0 && isVersion(open.file, file.identity)) {
      if (stored?.next === undefined || stored.next.reads === this.set.reads) return open;
      if (!this.isIncremental)
        throw new RestartFeedError("How the files are read was changed in the source's settings.");
      this.ctx.log(
        "warn",
        `How "${open.path}" is read was changed in the source's settings. It is read again as a whole.`,
      );
      return null;
    }
    if (!this.isIncremental) throw new RestartFeedError(`${what}.`);
    this.ctx.log("warn", file ? `${what}. It is read again as a whole.` : `${what}; the rest is lost.`);
    return null;
  }

  /** In their order, the partly read one first. That a file of a full refresh has changed must show before the first row. */
  private toBeRead(listed: ListedFile[], partly: PartlyRead | null): ListedFile[] {
    const standings = listed.map((file) => this.history.standing(file));
    const changed = this.isIncremental ? undefined : listed[standings.indexOf("changed")];
    if (changed)
      throw new RestartFeedError(`"${changed.path}" was changed or removed after rows of it had been read.`);
    const wanted = listed.filter((_, index) => standings[index] === "new" || standings[index] === "changed");
    if (partly === null) return wanted;
    const isPartly = ({ path }: ListedFile) => path === partly.path;
    return [...listed.filter(isPartly), ...wanted.filter((file) => !isPartly(file))];
  }

  /** `behind`: what else is promised, behind this file. */
  private async *readFile(
    file: ListedFile,
    partly: PartlyRead | null,
    behind: ListedFile[],
  ): AsyncGenerator<ReadEvent> {
    if (file.size === 0) {
      this.ctx.log("info", `"${file.path}" is empty.`);
      this.history.add(file);
      return;
    }
    const from = partly ?? start;
    const content = await this.open(file, from);
    if (!content) {
      yield this.checkpoint(null, behind);
      return;
    }
    try {
      const maxRows = this.set.format.maxRows;
      for await (const event of readRows(content, { from, maxRows, finish: this.marker(file) }, this.ctx)) {
        if (event.type !== "place") yield event;
        else yield this.checkpoint({ path: file.path, file: content.identity, ...event.place }, behind);
      }
      const names = content.leftOut().filter((name) => name !== fileUrlField && name !== lastModifiedField);
      if (names.length > 0)
        this.ctx.log("info", `"${file.path}" has more than the fields that were chosen.`, { names });
    } catch (error) {
      throw named(file.path, error);
    } finally {
      await content.close();
    }
    this.history.add(file);
  }

  /** null where the file has vanished since it was listed. */
  private async open(file: ListedFile, from: Place): Promise<OpenFile | null> {
    let content: OpenFile;
    try {
      content = await this.set.format.open(this.set.storage.locate(file), this.fields, from, this.ctx);
    } catch (error) {
      if (!(error instanceof ConfigError) || (await this.set.storage.has(file.path, this.ctx)))
        throw named(file.path, error);
      this.leaveOut(file, from);
      return null;
    }
    if (isVersion(file.identity, content.identity)) return content;
    await content.close();
    throw new TransientError(
      `"${file.path}" was changed after it had been listed. It is read once it is at rest.`,
    );
  }

  /** Rows of it may have been given from the stored position: then what follows must not come in their place. */
  private leaveOut({ path }: ListedFile, { rows }: Place): void {
    const what = `"${path}" was removed after it had been listed`;
    if (this.mayRepeat || rows > 0) throw new TransientError(`${what}. The files are listed again.`);
    this.ctx.log("warn", `${what}; it is left out.`);
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

  private checkpoint(open: PartlyRead | null, next: ListedFile[]): ReadEvent {
    this.mayRepeat = false;
    const position: SetPosition = {
      history: this.history.store(),
      open: open && { path: open.path, file: open.file, offset: open.offset, rows: open.rows },
      next: promiseOf(this.set, next),
    };
    return { type: "checkpoint", position: position as Position };
  }
}
