/** What the enumerations of the protocol are called here, and the numbers that travel. */
export const lookupKinds = { redirect: 0, connect: 1, failed: 2 } as const;
export const schemaKinds = { string: 1, json: 2, avro: 4, key_value: 15 } as const;
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
