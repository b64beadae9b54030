/** What the enumerations of the protocol are called here, and the numbers that travel. */
export const lookupKinds = { redirect: 0, connect: 1, failed: 2 } as const;
export const schemaKinds = {
  ...{
    string: 1,
    json: 2,
    protobuf: 3,
    avro: 4,
    boolean: 5,
    int8: 6,
    int16: 7,
    int32: 8,
    int64: 9,
    float: 10,
  },
  ...{ double: 11, date: 12, time: 13, timestamp: 14, key_value: 15, instant: 16, local_date: 17 },
  ...{ local_time: 18, local_date_time: 19, protobuf_native: 20 },
} as const;
export const compressionKinds = { none: 0, lz4: 1, zlib: 2, zstd: 3, snappy: 4 } as const;
export const accessModes = {
  shared: 0,
  exclusive: 1,
  wait_for_exclusive: 2,
  exclusive_with_fencing: 3,
} as const;
export const subscriptionTypes = { exclusive: 0, shared: 1, failover: 2, keyShared: 3 } as const;
export const initialPositions = { latest: 0, earliest: 1 } as const;
export const transactionActions = { commit: 0, abort: 1 } as const;
