import { type Field, optional, repeated, required, type Rule, type Scalar } from "./message-fields";

/** The two halves of a transaction's id, at the numbers that the message has for them. */
const ofTransaction = (least: number, most: number) => ({
  txnLeastBits: optional(least, "uint64"),
  txnMostBits: optional(most, "uint64"),
});
const transactionResponse = {
  requestId: required(1, "uint64"),
  ...ofTransaction(2, 3),
  error: optional(4, "uint32"),
  message: optional(5, "string"),
};

/**
 * The messages of Pulsar's binary protocol (version 19) that are used here: their fields with number and type. Published facts
 * in names of our own; the codec, and the types of the fields, follow from this table. Fields that nobody here reads or
 * writes are left out: what a broker sends besides is skipped. Enumerations travel as `uint32` (protocol-values.ts).
 */
export const messages = {
  KeyValue: { key: required(1, "string"), value: required(2, "string") },
  Schema: {
    name: required(1, "string"),
    definition: required(3, "bytes"),
    type: required(4, "uint32"),
    properties: repeated(5, "KeyValue"),
  },
  MessageIdData: {
    ledgerId: required(1, "uint64"),
    entryId: required(2, "uint64"),
    partition: optional(3, "int32"),
    batchIndex: optional(4, "int32"),
    ackSet: repeated(5, "int64"),
    batchSize: optional(6, "int32"),
    firstChunkMessageId: optional(7, "MessageIdData"),
  },
  FeatureFlags: {
    supportsAuthRefresh: optional(1, "bool"),
    supportsBrokerEntryMetadata: optional(2, "bool"),
    supportsPartialProducer: optional(3, "bool"),
  },
  AuthData: { methodName: optional(1, "string"), data: optional(2, "bytes") },

  /** In front of the payload of a SEND or MESSAGE frame. */
  MessageMetadata: {
    producerName: required(1, "string"),
    sequenceId: required(2, "uint64"),
    publishTime: required(3, "uint64"),
    properties: repeated(4, "KeyValue"),
    partitionKey: optional(6, "string"),
    compression: optional(8, "uint32"),
    uncompressedSize: optional(9, "uint32"),
    numMessagesInBatch: optional(11, "int32"),
    eventTime: optional(12, "uint64"),
    encryptionAlgorithm: optional(14, "string"),
    schemaVersion: optional(16, "bytes"),
    isPartitionKeyBase64: optional(17, "bool"),
    orderingKey: optional(18, "bytes"),
    /** Set on what the broker writes into a topic for itself, such as the ends of transactions. */
    markerType: optional(20, "int32"),
    ...ofTransaction(22, 23),
    highestSequenceId: optional(24, "uint64"),
    isNullValue: optional(25, "bool"),
    chunkUuid: optional(26, "string"),
    numChunks: optional(27, "int32"),
    totalChunkBytes: optional(28, "int32"),
    chunkId: optional(29, "int32"),
    isNullPartitionKey: optional(30, "bool"),
  },
  /** In front of each message of a batch. */
  SingleMessageMetadata: {
    properties: repeated(1, "KeyValue"),
    partitionKey: optional(2, "string"),
    payloadSize: required(3, "int32"),
    isCompactedOut: optional(4, "bool"),
    eventTime: optional(5, "uint64"),
    isPartitionKeyBase64: optional(6, "bool"),
    orderingKey: optional(7, "bytes"),
    sequenceId: optional(8, "uint64"),
    isNullValue: optional(9, "bool"),
    isNullPartitionKey: optional(10, "bool"),
  },

  CommandConnect: {
    clientVersion: required(1, "string"),
    authData: optional(3, "bytes"),
    protocolVersion: optional(4, "int32"),
    authMethodName: optional(5, "string"),
    proxyToBrokerUrl: optional(6, "string"),
    featureFlags: optional(10, "FeatureFlags"),
  },
  CommandConnected: {
    serverVersion: required(1, "string"),
    protocolVersion: optional(2, "int32"),
    maxMessageSize: optional(3, "int32"),
    featureFlags: optional(4, "FeatureFlags"),
  },
  CommandAuthResponse: {
    clientVersion: optional(1, "string"),
    response: optional(2, "AuthData"),
    protocolVersion: optional(3, "int32"),
  },
  CommandAuthChallenge: {
    serverVersion: optional(1, "string"),
    challenge: optional(2, "AuthData"),
    protocolVersion: optional(3, "int32"),
  },
  CommandPing: {},
  CommandPong: {},
  CommandSuccess: { requestId: required(1, "uint64"), schema: optional(2, "Schema") },
  CommandError: {
    requestId: required(1, "uint64"),
    error: required(2, "uint32"),
    message: required(3, "string"),
  },

  CommandPartitionMetadata: { topic: required(1, "string"), requestId: required(2, "uint64") },
  CommandPartitionMetadataResponse: {
    partitions: optional(1, "uint32"),
    requestId: required(2, "uint64"),
    response: optional(3, "uint32"),
    error: optional(4, "uint32"),
    message: optional(5, "string"),
  },
  CommandLookup: {
    topic: required(1, "string"),
    requestId: required(2, "uint64"),
    isAuthoritative: optional(3, "bool"),
  },
  CommandLookupResponse: {
    brokerServiceUrl: optional(1, "string"),
    brokerServiceUrlTls: optional(2, "string"),
    response: optional(3, "uint32"),
    requestId: required(4, "uint64"),
    isAuthoritative: optional(5, "bool"),
    error: optional(6, "uint32"),
    message: optional(7, "string"),
    isProxiedThroughServiceUrl: optional(8, "bool"),
  },

  CommandProducer: {
    topic: required(1, "string"),
    producerId: required(2, "uint64"),
    requestId: required(3, "uint64"),
    producerName: optional(4, "string"),
    metadata: repeated(6, "KeyValue"),
    schema: optional(7, "Schema"),
    epoch: optional(8, "uint64"),
    isUserProvidedProducerName: optional(9, "bool"),
    accessMode: optional(10, "uint32"),
    topicEpoch: optional(11, "uint64"),
    isTransactionEnabled: optional(12, "bool"),
    initialSubscriptionName: optional(13, "string"),
  },
  CommandProducerSuccess: {
    requestId: required(1, "uint64"),
    producerName: required(2, "string"),
    lastSequenceId: optional(3, "int64"),
    schemaVersion: optional(4, "bytes"),
    topicEpoch: optional(5, "uint64"),
    isProducerReady: optional(6, "bool"),
  },
  CommandCloseProducer: { producerId: required(1, "uint64"), requestId: required(2, "uint64") },
  CommandSend: {
    producerId: required(1, "uint64"),
    sequenceId: required(2, "uint64"),
    numMessages: optional(3, "int32"),
    ...ofTransaction(4, 5),
    highestSequenceId: optional(6, "uint64"),
    isChunk: optional(7, "bool"),
  },
  CommandSendReceipt: {
    producerId: required(1, "uint64"),
    sequenceId: required(2, "uint64"),
    messageId: optional(3, "MessageIdData"),
    highestSequenceId: optional(4, "uint64"),
  },
  CommandSendError: {
    producerId: required(1, "uint64"),
    sequenceId: required(2, "uint64"),
    error: required(3, "uint32"),
    message: required(4, "string"),
  },

  CommandSubscribe: {
    topic: required(1, "string"),
    subscription: required(2, "string"),
    subscriptionType: required(3, "uint32"),
    consumerId: required(4, "uint64"),
    requestId: required(5, "uint64"),
    consumerName: optional(6, "string"),
    priorityLevel: optional(7, "int32"),
    isDurable: optional(8, "bool"),
    startMessageId: optional(9, "MessageIdData"),
    metadata: repeated(10, "KeyValue"),
    isReadCompacted: optional(11, "bool"),
    schema: optional(12, "Schema"),
    initialPosition: optional(13, "uint32"),
    isTopicCreationForced: optional(15, "bool"),
    startMessageRollbackSeconds: optional(16, "uint64"),
    consumerEpoch: optional(19, "uint64"),
  },
  CommandMessage: {
    consumerId: required(1, "uint64"),
    messageId: required(2, "MessageIdData"),
    redeliveryCount: optional(3, "uint32"),
    ackSet: repeated(4, "int64"),
    consumerEpoch: optional(5, "uint64"),
  },
  CommandAck: {
    consumerId: required(1, "uint64"),
    ackType: required(2, "uint32"),
    messageIds: repeated(3, "MessageIdData"),
    ...ofTransaction(6, 7),
    requestId: optional(8, "uint64"),
  },
  CommandAckResponse: {
    consumerId: required(1, "uint64"),
    ...ofTransaction(2, 3),
    error: optional(4, "uint32"),
    message: optional(5, "string"),
    requestId: optional(6, "uint64"),
  },
  CommandFlow: { consumerId: required(1, "uint64"), messagePermits: required(2, "uint32") },
  CommandUnsubscribe: { consumerId: required(1, "uint64"), requestId: required(2, "uint64") },
  CommandSeek: {
    consumerId: required(1, "uint64"),
    requestId: required(2, "uint64"),
    messageId: optional(3, "MessageIdData"),
    messagePublishTime: optional(4, "uint64"),
  },
  CommandReachedEndOfTopic: { consumerId: required(1, "uint64") },
  CommandActiveConsumerChange: { consumerId: required(1, "uint64"), isActive: optional(2, "bool") },
  CommandCloseConsumer: { consumerId: required(1, "uint64"), requestId: required(2, "uint64") },
  CommandRedeliver: {
    consumerId: required(1, "uint64"),
    messageIds: repeated(2, "MessageIdData"),
    consumerEpoch: optional(3, "uint64"),
  },
  CommandGetLastMessageId: { consumerId: required(1, "uint64"), requestId: required(2, "uint64") },
  CommandGetLastMessageIdResponse: {
    lastMessageId: required(1, "MessageIdData"),
    requestId: required(2, "uint64"),
    markDeletePosition: optional(3, "MessageIdData"),
  },

  /** Without a mode: the persistent ones. */
  CommandGetTopics: { requestId: required(1, "uint64"), namespace: required(2, "string") },
  CommandGetTopicsResponse: { requestId: required(1, "uint64"), topics: repeated(2, "string") },
  CommandGetSchema: {
    requestId: required(1, "uint64"),
    topic: required(2, "string"),
    schemaVersion: optional(3, "bytes"),
  },
  CommandGetSchemaResponse: {
    requestId: required(1, "uint64"),
    error: optional(2, "uint32"),
    message: optional(3, "string"),
    schema: optional(4, "Schema"),
    schemaVersion: optional(5, "bytes"),
  },
  CommandGetOrCreateSchema: {
    requestId: required(1, "uint64"),
    topic: required(2, "string"),
    schema: required(3, "Schema"),
  },
  CommandGetOrCreateSchemaResponse: {
    requestId: required(1, "uint64"),
    error: optional(2, "uint32"),
    message: optional(3, "string"),
    schemaVersion: optional(4, "bytes"),
  },

  CommandTcClientConnect: {
    requestId: required(1, "uint64"),
    coordinatorId: required(2, "uint64"),
  },
  CommandTcClientConnectResponse: {
    requestId: required(1, "uint64"),
    error: optional(2, "uint32"),
    message: optional(3, "string"),
  },
  CommandNewTxn: {
    requestId: required(1, "uint64"),
    /** The published name says seconds; brokers take milliseconds. */
    ttlMs: optional(2, "uint64"),
    coordinatorId: optional(3, "uint64"),
  },
  CommandNewTxnResponse: transactionResponse,
  CommandAddPartitionToTxn: {
    requestId: required(1, "uint64"),
    ...ofTransaction(2, 3),
    partitions: repeated(4, "string"),
  },
  CommandAddPartitionToTxnResponse: transactionResponse,
  CommandEndTxn: {
    requestId: required(1, "uint64"),
    ...ofTransaction(2, 3),
    action: optional(4, "uint32"),
  },
  CommandEndTxnResponse: transactionResponse,
} as const satisfies Record<string, Record<string, Field>>;

export type MessageName = keyof typeof messages;

/** The fields of a message. Absent ones are absent: no default is put in their place. */
export type MessageOf<Name extends MessageName> = FieldsOf<(typeof messages)[Name]>;

interface ScalarValues {
  string: string;
  bytes: Uint8Array;
  bool: boolean;
  int32: number;
  uint32: number;
  int64: bigint;
  uint64: bigint;
}
type ValueOf<Type> = Type extends Scalar
  ? ScalarValues[Type]
  : Type extends MessageName
    ? MessageOf<Type>
    : never;
type NamesOf<Fields, Of extends Rule> = {
  [Name in keyof Fields]: Fields[Name] extends Field<string, Of> ? Name : never;
}[keyof Fields];
type TypeOf<Of> = Of extends Field<infer Type> ? Type : never;
type FieldsOf<Fields> = {
  [Name in NamesOf<Fields, "required">]: ValueOf<TypeOf<Fields[Name]>>;
} & { [Name in NamesOf<Fields, "optional">]?: ValueOf<TypeOf<Fields[Name]>> } & {
  [Name in NamesOf<Fields, "repeated">]?: ValueOf<TypeOf<Fields[Name]>>[];
};
