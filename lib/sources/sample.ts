import { z } from "zod";
import { TransientError, type Field, type SelectedStream, type Stream } from "@/connectors/sdk";
import { settle, type FailedCheck } from "@/lib/connectors/check";
import { runtime } from "@/lib/runtime";
import type { StreamRead } from "@/lib/sync/plan";
import type { SampleRequest, StreamSample } from "@/lib/sync/read-sample";
import type { Scope } from "@/lib/workspaces/scope";
import { getStream } from "./browse";
import { rotateSourceSecrets, sourceCall } from "./calls";

/** A source that gives no first rows within this time is given up. */
const timeoutMs = 60_000;
/** Longer texts are cut. */
export const maxCharacters = 500;

export const sampleInput = z.object({
  namespace: z.string().optional(),
  name: z.string().min(1),
  maxRows: z.coerce.number().int().min(1).max(100).default(20),
});

/** Rows: texts in the order of the fields. */
export type SampledStream = { fields: Field[]; rows: (string | null)[][] } | { failure: FailedCheck };

/**
 * The first rows of a stream as the source gives them, really read now; nothing is kept, and no position moves. A source
 * that cannot be read is an answer. NotFoundError where the source offers no such stream.
 */
export async function sampleStream(
  scope: Scope,
  id: string,
  { maxRows, ...name }: z.output<typeof sampleInput>,
  options: { signal?: AbortSignal } = {},
): Promise<SampledStream> {
  const stream = await getStream(scope, id, name);
  const read = { stream: wholeOf(stream), shape: null, outputs: [0] };
  const sample = await settle(() =>
    readFirstRows(scope, id, { read, maxRows, maxCharacters, mapperSecrets: {} }, options),
  );
  if (!sample.ok) return { failure: sample };
  return { fields: stream.fields, rows: sample.value.outputs[0]?.rows ?? [] };
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
