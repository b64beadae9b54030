import type { MessageName, MessageOf } from "./messages";

/** Every command by our name for it: its number, which is its type and its field in the envelope, and its message. */
export const commands = {
  connect: [2, "CommandConnect"],
  connected: [3, "CommandConnected"],
  subscribe: [4, "CommandSubscribe"],
  producer: [5, "CommandProducer"],
  send: [6, "CommandSend"],
  sendReceipt: [7, "CommandSendReceipt"],
  sendError: [8, "CommandSendError"],
  message: [9, "CommandMessage"],
  ack: [10, "CommandAck"],
  flow: [11, "CommandFlow"],
  unsubscribe: [12, "CommandUnsubscribe"],
  success: [13, "CommandSuccess"],
  error: [14, "CommandError"],
  closeProducer: [15, "CommandCloseProducer"],
  closeConsumer: [16, "CommandCloseConsumer"],
  producerSuccess: [17, "CommandProducerSuccess"],
  ping: [18, "CommandPing"],
  pong: [19, "CommandPong"],
  redeliver: [20, "CommandRedeliver"],
  partitionMetadata: [21, "CommandPartitionMetadata"],
  partitionMetadataResponse: [22, "CommandPartitionMetadataResponse"],
  lookup: [23, "CommandLookup"],
  lookupResponse: [24, "CommandLookupResponse"],
  reachedEndOfTopic: [27, "CommandReachedEndOfTopic"],
  seek: [28, "CommandSeek"],
  getLastMessageId: [29, "CommandGetLastMessageId"],
  getLastMessageIdResponse: [30, "CommandGetLastMessageIdResponse"],
  activeConsumerChange: [31, "CommandActiveConsumerChange"],
  getTopics: [32, "CommandGetTopics"],
  getTopicsResponse: [33, "CommandGetTopicsResponse"],
  getSchema: [34, "CommandGetSchema"],
  getSchemaResponse: [35, "CommandGetSchemaResponse"],
  authChallenge: [36, "CommandAuthChallenge"],
  authResponse: [37, "CommandAuthResponse"],
  ackResponse: [38, "CommandAckResponse"],
  getOrCreateSchema: [39, "CommandGetOrCreateSchema"],
  getOrCreateSchemaResponse: [40, "CommandGetOrCreateSchemaResponse"],
  newTxn: [50, "CommandNewTxn"],
  newTxnResponse: [51, "CommandNewTxnResponse"],
  addPartitionToTxn: [52, "CommandAddPartitionToTxn"],
  addPartitionToTxnResponse: [53, "CommandAddPartitionToTxnResponse"],
  endTxn: [56, "CommandEndTxn"],
  endTxnResponse: [57, "CommandEndTxnResponse"],
  tcClientConnect: [62, "CommandTcClientConnect"],
  tcClientConnectResponse: [63, "CommandTcClientConnectResponse"],
} as const satisfies Record<string, readonly [number, MessageName]>;

/** Which command answers a request; `error` may answer each. */
export const answers = {
  partitionMetadata: "partitionMetadataResponse",
  lookup: "lookupResponse",
  producer: "producerSuccess",
  closeProducer: "success",
  subscribe: "success",
  unsubscribe: "success",
  closeConsumer: "success",
  seek: "success",
  getLastMessageId: "getLastMessageIdResponse",
  getTopics: "getTopicsResponse",
  getSchema: "getSchemaResponse",
  getOrCreateSchema: "getOrCreateSchemaResponse",
  tcClientConnect: "tcClientConnectResponse",
  newTxn: "newTxnResponse",
  addPartitionToTxn: "addPartitionToTxnResponse",
  endTxn: "endTxnResponse",
} as const satisfies Partial<Record<CommandName, CommandName>>;

export type CommandName = keyof typeof commands;
export type RequestName = keyof typeof answers;

export type CommandFields<Name extends CommandName> = MessageOf<(typeof commands)[Name][1]>;
export type Command = { [Name in CommandName]: { name: Name; fields: CommandFields<Name> } }[CommandName];
