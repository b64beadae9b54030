import { z } from "zod";
import { recordAudit } from "@/lib/audit/service";
import { configuredStreamSchema, type ConfiguredStream } from "@/lib/catalog/schema";
import { checkChoice } from "@/lib/catalog/validate";
import { loadDestination } from "@/lib/connectors/catalogue";
import { revisionSchema } from "@/lib/connectors/input";
import { db } from "@/lib/db";
import { requireDestination } from "@/lib/destinations/queries";
import { InvalidInputError, NotFoundError, StaleError } from "@/lib/errors";
import { discoverSource } from "@/lib/sources/discovery";
import { streamKey } from "@/lib/sync/stream-key";
import type { Scope } from "@/lib/workspaces/scope";
import { requireConnection } from "./require";

const { keepGenerations, arrays, history } = configuredStreamSchema.shape;

export const streamOptionsInput = z.object({
  revision: revisionSchema,
  streams: z
    .array(z.object({ namespace: z.string().optional(), name: z.string(), keepGenerations, arrays, history }))
    .min(1),
});

export type StreamOptionsInput = z.input<typeof streamOptionsInput>;

type StreamOptions = z.output<typeof streamOptionsInput>["streams"][number];

/**
 * Changes how some streams are laid out and kept, and nothing of what is read: unlike a new choice of streams it neither
 * approves a change of the source's schema that waits nor has the next run take what it finds. InvalidInputError names
 * what the destination cannot do; StaleError where the connection is another than at `revision`.
 */
export async function changeStreamOptions(
  scope: Scope,
  connectionId: string,
  input: StreamOptionsInput,
): Promise<{ revision: number }> {
  const { revision, streams: wanted } = streamOptionsInput.parse(input);
  const connection = await requireConnection(scope, connectionId);
  const before = configuredStreamSchema.array().parse(connection.streams);
  const byKey = new Map(wanted.map((options) => [streamKey(options), options]));
  const known = new Set(before.map(streamKey));
  const unknown = wanted.find((options) => !known.has(streamKey(options)));
  if (unknown) throw new NotFoundError("stream", unknown.name);
  const streams = before.map((stream) => withOptions(stream, byKey.get(streamKey(stream))));
  await requirePossible(scope, connection, { before, streams });
  await db().$transaction(async (tx) => {
    const { count } = await tx.connection.updateMany({
      where: { id: connection.id, workspaceId: scope.workspaceId, revision },
      data: { streams, revision: { increment: 1 } },
    });
    if (count === 0) throw new StaleError("connection");
    const facts = { changed: ["streams"], streams: wanted.map(({ name }) => name) };
    await recordAudit(scope, { action: "connection.updated", subject: connection.id, facts }, tx);
  });
  return { revision: revision + 1 };
}

/** What is absent stays as it is. */
function withOptions(stream: ConfiguredStream, options: StreamOptions | undefined): ConfiguredStream {
  if (!options) return stream;
  return {
    ...stream,
    ...(options.keepGenerations === undefined ? {} : { keepGenerations: options.keepGenerations }),
    ...(options.arrays === undefined ? {} : { arrays: options.arrays }),
    ...(options.history === undefined ? {} : { history: options.history }),
  };
}

/** Only what is new is judged: a stream that the source has lost meanwhile is the next run's to tell of. */
async function requirePossible(
  scope: Scope,
  { sourceId, destinationId }: { sourceId: string; destinationId: string },
  { before, streams }: { before: ConfiguredStream[]; streams: ConfiguredStream[] },
): Promise<void> {
  const { connector } = await requireDestination(scope, destinationId);
  const { spec, capabilities } = await loadDestination(connector);
  const context = {
    discovered: await discoverSource(scope, sourceId),
    destination: { title: spec.title, ...capabilities },
  };
  const stood = new Set(checkChoice(before, context).issues.map(({ message }) => message));
  const issues = checkChoice(streams, context).issues.filter(({ message }) => !stood.has(message));
  if (issues.length === 0) return;
  throw new InvalidInputError(
    issues.map(({ message }) => message).join(" "),
    issues.map(({ path, message }) => ({ path: ["streams", ...path], message })),
  );
}
