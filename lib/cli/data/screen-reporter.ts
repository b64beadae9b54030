import type { SyncEvent, SyncResult } from "../sync/events";
import { countText, labelOf, lineOf, rowsText, summaryOf, type Reporter } from "./reporter";
import type { Screen, World } from "./world";

const redrawMs = 100;
/** More lines than this do not fit most terminals: the rest is counted. */
const maxLines = 15;

interface Line {
  label: string;
  text: string;
}

/** A line for each stream at work, drawn again and again at the same place; what is over scrolls away above them. */
export class ScreenReporter implements Reporter {
  private readonly active = new Map<string, Line>();
  private drawn = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly world: World,
    private readonly screen: Screen,
  ) {}

  event(event: SyncEvent): void {
    switch (event.type) {
      case "phase":
        if (event.phase !== "reading") this.show(labelOf(event), `${event.phase} …`);
        else this.show(labelOf(event), "reading …");
        return;
      case "progress":
        this.show(labelOf(event), progressText(event));
        return;
      case "done":
      case "failed":
        this.active.delete(labelOf(event));
        this.say(`${event.type === "done" ? "✔" : "✘"} ${lineOf(event) ?? ""}`);
        return;
      case "plan":
      case "log": {
        const line = lineOf(event);
        if (line !== null) this.say(line);
        return;
      }
    }
  }

  result(result: SyncResult, isExactlyOnce: boolean): Promise<void> {
    this.active.clear();
    this.say(summaryOf(result, isExactlyOnce));
    return Promise.resolve();
  }

  close(): void {
    clearInterval(this.timer);
    this.erase();
  }

  private show(label: string, text: string): void {
    this.active.set(label, { label, text });
    this.timer ??= setInterval(() => this.draw(), redrawMs).unref();
  }

  private say(line: string): void {
    this.erase();
    this.world.err(line);
    this.draw();
  }

  private draw(): void {
    this.erase();
    const lines = [...this.active.values()];
    const width = Math.max(20, this.screen.columns() - 1);
    const texts = lines.slice(0, maxLines).map(({ label, text }) => `  ${label}: ${text}`.slice(0, width));
    if (lines.length > maxLines) texts.push(`  and ${lines.length - maxLines} more`);
    this.drawn = texts.length;
    if (texts.length > 0) this.screen.write(`${texts.join("\n")}\n`);
  }

  private erase(): void {
    if (this.drawn > 0) this.screen.write(`\x1b[${this.drawn}A\x1b[0J`);
    this.drawn = 0;
  }
}

function progressText(event: Extract<SyncEvent, { type: "progress" }>): string {
  const of = event.estimatedRows === null ? "" : ` of about ${countText(event.estimatedRows)}`;
  return `${rowsText(event.rowsRead)}${of}`;
}
