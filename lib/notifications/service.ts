import { randomUUID } from "node:crypto";
import type { Json } from "@/connectors/sdk";
import { factsOfChange, recordAudit } from "@/lib/audit/service";
import { isUuid } from "@/lib/connectors/input";
import { db, Prisma, type NotificationChannel } from "@/lib/db";
import { ConflictError, InvalidInputError, NotFoundError, StaleError } from "@/lib/errors";
import type { Scope } from "@/lib/workspaces/scope";
import { send } from "./channels/send";
import { messageSchema } from "./message";
import { sendDeliveries } from "./outbox";
import {
  createChannelInput,
  testChannelInput,
  updateChannelInput,
  type ChannelConfig,
  type CreateChannelInput,
  type TestChannelInput,
  type UpdateChannelInput,
} from "./schema";
import { maxChannels, type Answer, type ChannelKind, type CreatedChannel } from "./view";
import { judgeChannel, makeWebhookSecret, openChannel, sealChannel } from "./stored-channel";
import { testMessage } from "./test-message";

/**
 * Makes a channel; its secrets are sealed. A webhook without a secret gets one, which is in the answer and nowhere else.
 * ConflictError where the workspace has as many channels as it may; InvalidInputError where one has this name.
 */
export async function createChannel(scope: Scope, input: CreateChannelInput): Promise<CreatedChannel> {
  const { kind, name, config, events } = createChannelInput.parse(input);
  const { workspaceId } = scope;
  const { sent, madeSecret } = withSecret(kind, config);
  const owner = { id: randomUUID(), workspaceId };
  const sealed = sealChannel(owner, judgeChannel(kind, sent, null));
  await named(name, async (tx) => {
    await tx.$executeRaw`SELECT 1 FROM workspace WHERE id = ${workspaceId}::uuid FOR UPDATE`;
    const count = await tx.notificationChannel.count({ where: { workspaceId } });
    if (count >= maxChannels)
      throw new ConflictError(
        `There are ${count} channels, the most a workspace may have. Delete one first.`,
      );
    await tx.notificationChannel.create({ data: { ...owner, kind, name, events, ...inputOf(sealed) } });
    await recordAudit(scope, { action: "channel.created", subject: owner.id, facts: { name, kind } }, tx);
  });
  return { id: owner.id, name, madeSecret };
}

/**
 * What is absent in `input` stays as it is; within a configuration that is true of its secrets. An empty secret of a
 * webhook has another made, which is in the answer. NotFoundError, StaleError. What waits is sent as the channel is then.
 */
export async function updateChannel(
  scope: Scope,
  id: string,
  input: UpdateChannelInput,
): Promise<CreatedChannel> {
  const { revision, config, ...given } = updateChannelInput.parse(input);
  const stored = await requireChannel(scope, id);
  const { sent, madeSecret } = withSecret(
    stored.kind,
    config ?? {},
    config !== undefined && config.secret === "",
  );
  const sealed = config && sealChannel(stored, judgeChannel(stored.kind, sent, stored));
  const { workspaceId } = scope;
  await named(given.name ?? stored.name, async (tx) => {
    const { count } = await tx.notificationChannel.updateMany({
      where: { id, workspaceId, revision: revision ?? stored.revision },
      data: {
        ...(given.name === undefined ? {} : { name: given.name }),
        ...(given.events === undefined ? {} : { events: given.events }),
        ...(given.enabled === undefined ? {} : { enabled: given.enabled }),
        ...(sealed ? inputOf(sealed) : {}),
        revision: { increment: 1 },
      },
    });
    if (count === 0) throw new StaleError("channel");
    const facts = { ...factsOfChange(input), name: given.name ?? stored.name };
    await recordAudit(scope, { action: "channel.updated", subject: id, facts }, tx);
  });
  return { id, name: given.name ?? stored.name, madeSecret };
}

/** Removes a channel with the record of its deliveries; what waits for it is not sent. */
export async function deleteChannel(scope: Scope, id: string): Promise<void> {
  const { name, kind } = await requireChannel(scope, id);
  await db().$transaction(async (tx) => {
    await tx.notificationChannel.deleteMany({ where: { id, workspaceId: scope.workspaceId } });
    await recordAudit(scope, { action: "channel.deleted", subject: id, facts: { name, kind } }, tx);
  });
}

/** Really sends one message, with the configuration given or as it is stored, and says what came back. */
export async function testChannel(scope: Scope, input: TestChannelInput | { id: string }): Promise<Answer> {
  const { channel, id } = await channelToTest(scope, input);
  const workspace = await db().workspace.findUniqueOrThrow({
    where: { id: scope.workspaceId },
    select: { id: true, name: true },
  });
  const answer = await send(channel, testMessage(workspace, new Date()), randomUUID());
  const facts = { kind: channel.kind, delivered: answer.delivered };
  await recordAudit(scope, { action: "channel.tested", subject: id ?? scope.workspaceId, facts });
  return answer;
}

/** Sends a delivery that has ended once more. NotFoundError; ConflictError while it still waits. */
export async function resendDelivery(scope: Scope, id: string): Promise<void> {
  const where = { id, channel: { workspaceId: scope.workspaceId } };
  const delivery = isUuid(id)
    ? await db().notificationDelivery.findFirst({
        where,
        include: { channel: { select: { enabled: true } } },
      })
    : null;
  if (!delivery) throw new NotFoundError("delivery", id);
  const { channelId, channel, message } = delivery;
  if (!channel.enabled)
    throw new ConflictError("The channel is switched off. Switch it on, then send again.");
  const { title } = messageSchema.parse(message);
  await db().$transaction(async (tx) => {
    const { count } = await tx.notificationDelivery.updateMany({
      where: { ...where, status: { not: "pending" } },
      data: { status: "pending", attempts: 0, error: null, settledAt: null },
    });
    if (count === 0) throw new ConflictError("It has not ended yet: it is sent, or tried again, by itself.");
    await recordAudit(scope, { action: "delivery.resent", subject: channelId, facts: { title } }, tx);
  });
  await sendDeliveries([{ id, channelId, workspaceId: scope.workspaceId }]);
}

async function channelToTest(
  scope: Scope,
  input: TestChannelInput | { id: string },
): Promise<{ channel: ChannelConfig; id: string | undefined }> {
  if (!("config" in input)) {
    const stored = await requireChannel(scope, input.id);
    return { channel: openChannel(stored), id: stored.id };
  }
  const { id, kind, config } = testChannelInput.parse(input);
  const stored = id === undefined ? null : await requireChannel(scope, id);
  if (stored && stored.kind !== kind)
    throw new InvalidInputError(`The channel ${stored.name} is of another kind.`);
  const { sent } = withSecret(kind, config, stored === null || config.secret === "");
  return { channel: judgeChannel(kind, sent, stored), id };
}

async function requireChannel(scope: Scope, id: string): Promise<NotificationChannel> {
  const where = { id, workspaceId: scope.workspaceId };
  const row = isUuid(id) ? await db().notificationChannel.findFirst({ where }) : null;
  if (!row) throw new NotFoundError("channel", id);
  return row;
}

/** A webhook is always signed: where nobody gives it a secret, one is made. */
function withSecret(
  kind: ChannelKind,
  config: Record<string, Json>,
  isWanted = true,
): { sent: Record<string, Json>; madeSecret: string | null } {
  if (kind !== "webhook" || !isWanted || config.secret) return { sent: config, madeSecret: null };
  const madeSecret = makeWebhookSecret();
  return { sent: { ...config, secret: madeSecret }, madeSecret };
}

function inputOf({ config, sealedSecrets }: ReturnType<typeof sealChannel>) {
  return { config: config as Prisma.InputJsonObject, sealedSecrets };
}

/** A transaction in which the name is given; the database alone knows whether another has it. */
async function named(name: string, work: (tx: Prisma.TransactionClient) => Promise<void>): Promise<void> {
  try {
    await db().$transaction(work);
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== "P2002") throw error;
    const message = `There is a channel ${name} already. Choose another name.`;
    throw new InvalidInputError(message, [{ path: ["name"], message }], error);
  }
}
