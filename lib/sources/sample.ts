import { TransientError, type SelectedStream, type Stream } from "@/connectors/sdk";
import { describeType } from "@/lib/catalog/type-words";
import { settle, type FailedCheck } from "@/lib/connectors/check";
import { NotFoundError } from "@/lib/errors";
import { runtime } from "@/lib/runtime";
import type { StreamRead } from "@/lib/sync/plan";
import type { SampleRequest, StreamSample } from "@/lib/sync/read-sample";
import { streamKey, type StreamName } from "@/lib/sync/stream-key";
import type { Scope } from "@/lib/workspaces/scope";
import { rotateSourceSecrets, sourceCall } from "./calls";
import { discoverSource } from "./discovery";

/** A source that gives no first rows within this time is given up. */
const timeoutMs = 60_000;
export const maxCharacters = 200;

export interface SourceSample {
  fields: { name: string; type: string }[];
  /** Texts in the order of the fields. */
  rows: (string | null)[][];
}

/**
 * The first rows of a stream as the source gives them, really read now; nothing is kept. A source that cannot be read is
 * an answer. NotFoundError where the source offers no such stream.
 */
export async function sampleSource(
  scope: Scope,
  id: string,
  { maxRows, ...wanted }: StreamName & { maxRows: number },
): Promise<SourceSample | { failure: FailedCheck }> {
  const stream = (await discoverSource(scope, id)).find(
    (candidate) => streamKey(candidate) === streamKey(wanted),
  );
  if (!stream) throw new NotFoundError("stream", wanted.name);
  const read = { stream: wholeOf(stream), shape: null, outputs: [0] };
  const sample = await settle(() =>
    readFirstRows(scope, id, { read, maxRows, maxCharacters, mapperSecrets: {} }),
  );
  if (!sample.ok) return { failure: sample };
  return {
    fields: stream.fields.map(({ name, type }) => ({ name, type: describeType(type) })),
    rows: sample.value.outputs[0]?.rows ?? [],
  };
}

/** What a worker reads; throws the connector's own error, or TransientError after a minute. */
export async function readFirstRows(
  scope: Scope,
  sourceId: string,
  request: SampleRequest,
  options: { signal?: AbortSignal } = {},
): Promise<StreamSample> {
  const source = await sourceCall(scope, sourceId);
  const tooLong = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([tooLong, ...(options.signal ? [options.signal] : [])]);
  const onRotate = (patch: Record<string, string>) => rotateSourceSecrets(scope, sourceId, patch);
  const reading = runtime().pool.run(
    "sampleStream",
    { source, ...request },
    { lane: "interactive", signal, onRotate },
  );
  return reading.catch((cause: unknown) => {
    if (!tooLong.aborted) throw cause;
    throw new TransientError("The source gave no row within a minute. Try again later.", { cause });
  });
}

/** Read as it is: everything, from the start. Some sources offer a stream's changes alone. */
export function wholeOf(stream: Stream): StreamRead["stream"] {
  const mode: SelectedStream["mode"] = stream.supports.fullRefresh ? "full_refresh" : "incremental";
  const [cursor] = stream.cursorFields;
  return { ...stream, mode, key: [], ...(mode === "incremental" && cursor !== undefined ? { cursor } : {}) };
}
