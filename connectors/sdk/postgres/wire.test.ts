import { describe, expect, it } from "vitest";
import { messageEnd } from "./tuples";
import { type Chunk, type CopySink, MessageRouter } from "./wire";

const message = (code: string, payload: number[] | string): Buffer => {
  const body = Buffer.from(payload as string);
  const head = Buffer.alloc(5);
  head.write(code);
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};

class Rows implements CopySink {
  readonly rows: string[] = [];
  private current = "";
  private length = 0;
  constructor(private readonly takesWhole: boolean) {}
  begin(length: number): void {
    this.length = length;
    this.current = "";
  }
  /** Of several whole messages the first alone, as a sink may. */
  takeWhole({ bytes, view }: Chunk, from: number): number {
    if (!this.takesWhole || from + 5 > bytes.length || view.getUint8(from) !== 0x64) return from;
    const end = messageEnd(view, from);
    if (end > bytes.length) return from;
    this.rows.push(Buffer.from(bytes.subarray(from + 5, end)).toString());
    return end;
  }
  take({ bytes }: Chunk, from: number, to: number, last: boolean): void {
    this.current += Buffer.from(bytes.subarray(from, to)).toString();
    if (!last) return;
    expect(this.current).toHaveLength(this.length);
    this.rows.push(this.current);
  }
  settle(): void {
    // Nothing is put off here.
  }
}

const stream = Buffer.concat([
  message("Z", "I"),
  message("H", [1, 0, 0]),
  message("d", "first row"),
  message("d", ""),
  message("N", "a notice between rows"),
  message("d", "x".repeat(300)),
  message("c", ""),
  message("C", "COPY 3\0"),
  message("Z", "T"),
  message("d", "not ours any more"),
]);

function route(chunks: Buffer[], takesWhole = true): { rows: string[]; forwarded: Buffer } {
  const sink = new Rows(takesWhole);
  const forwarded: Buffer[] = [];
  const router = new MessageRouter((whole) => forwarded.push(whole));
  router.arm(sink);
  for (const chunk of chunks) router.push(chunk);
  for (const whole of forwarded) expect(whole.readUInt32BE(1)).toBe(whole.length - 1);
  return { rows: sink.rows, forwarded: Buffer.concat(forwarded) };
}

describe("MessageRouter", () => {
  const rows = ["first row", "", "x".repeat(300)];
  const rest = Buffer.concat([
    message("Z", "I"),
    message("H", [1, 0, 0]),
    message("N", "a notice between rows"),
    message("c", ""),
    message("C", "COPY 3\0"),
    message("Z", "T"),
    message("d", "not ours any more"),
  ]);

  it("gives rows to the sink and every other message whole to the parser, however the bytes come cut", () => {
    expect(route([stream])).toEqual({ rows, forwarded: rest });
    for (let cut = 1; cut < stream.length; cut++) {
      expect(route([stream.subarray(0, cut), stream.subarray(cut)])).toEqual({ rows, forwarded: rest });
    }
    expect(route(Array.from(stream, (byte) => Buffer.of(byte)))).toEqual({ rows, forwarded: rest });
    expect(route([stream], false)).toEqual({ rows, forwarded: rest });
  });

  it("ends with an error in the midst of rows, and sends none of what follows to the old sink", () => {
    const failing = [
      message("H", [1, 0, 0]),
      message("d", "one"),
      message("E", "SERROR\0\0"),
      message("d", "two"),
    ];
    const { rows: taken, forwarded } = route(failing);
    expect(taken).toEqual(["one"]);
    expect(forwarded).toEqual(
      Buffer.concat([failing[0], failing[2], failing[3]].filter((part) => part !== undefined)),
    );
  });

  it("waits for no rows after a statement that failed", () => {
    const { rows: taken } = route([
      message("E", "SERROR\0\0"),
      message("Z", "I"),
      message("H", [1, 0, 0]),
      message("d", "another's"),
    ]);
    expect(taken).toEqual([]);
  });
});
