import type { Writer } from "@/connectors/sdk";
import type { WriteGate } from "./types";

/**
 * A writer that asks before it passes anything on: whatever it takes, once the last decision about the paths of that stream
 * no longer holds; each checkpoint, always and for all of them. While a decision holds, a batch costs one comparison.
 */
export function guardWriter(writer: Writer, gate: WriteGate, pathsByStream: string[][]): Writer {
  const all = pathsByStream.flat();
  const ofStream = (stream: number) => pathsByStream[stream] ?? all;
  const { quarantine, release } = writer;
  return {
    checkpoint: () => writer.checkpoint(),
    write: (stream, batch) => allowed(gate, ofStream(stream), () => writer.write(stream, batch)),
    delete: (stream, keys) => allowed(gate, ofStream(stream), () => writer.delete(stream, keys)),
    ...(quarantine && {
      quarantine: (stream, entries) =>
        allowed(gate, ofStream(stream), () => quarantine.call(writer, stream, entries)),
    }),
    ...(release && { release: (ids) => allowed(gate, all, () => release.call(writer, ids)) }),
    async commit(checkpoint) {
      await gate.ask(all);
      await writer.commit(checkpoint);
    },
    close: () => writer.close(),
  };
}

function allowed<Result>(gate: WriteGate, paths: string[], work: () => Promise<Result>): Promise<Result> {
  const asking = gate.renew(paths);
  return asking ? asking.then(work) : work();
}
