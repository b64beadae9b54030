import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError, TransientError } from "../errors";
import { openPulsarClient } from "./client";
import { clientOptions } from "./testing/client-options";
import { MockBroker } from "./testing/mock-broker";
import type { PulsarClient } from "./types";

const id = { txnMostBits: 1n, txnLeastBits: 7n };
let broker: MockBroker;
let client: PulsarClient;

beforeEach(async () => {
  broker = await MockBroker.start();
  broker.on("partitionMetadata", ({ requestId }, peer) =>
    peer.send("partitionMetadataResponse", { requestId, response: 0, partitions: 2 }),
  );
  broker.on("tcClientConnect", ({ requestId }, peer) => peer.send("tcClientConnectResponse", { requestId }));
  broker.on("newTxn", ({ requestId }, peer) => peer.send("newTxnResponse", { requestId, ...id }));
  broker.on("addPartitionToTxn", ({ requestId }, peer) =>
    peer.send("addPartitionToTxnResponse", { requestId }),
  );
  broker.on("endTxn", ({ requestId }, peer) => peer.send("endTxnResponse", { requestId }));
  client = await openPulsarClient(clientOptions(broker.url, { operationTimeoutMs: 3000 }));
});

afterEach(async () => {
  await client.close();
  await broker.stop();
});

const begin = () => client.beginTransaction({ timeoutMs: 5000 });

describe("a transaction", () => {
  it("goes to the coordinator that its id names, and tells it its time in milliseconds", async () => {
    const transaction = await begin();
    await transaction.commit();
    expect(broker.allOf("newTxn")[0]).toMatchObject({ ttlMs: 5000n });
    expect(broker.allOf("lookup").at(-1)?.topic).toMatch(/transaction_coordinator_assign-partition-1$/);
    expect(broker.allOf("endTxn")).toMatchObject([{ ...id, action: 0 }]);
  });

  it("that somebody else left is ended by its id, and one that is over is left alone", async () => {
    await client.abandonTransaction({ mostBits: 1n, leastBits: 9n });
    expect(broker.allOf("endTxn")).toMatchObject([{ txnMostBits: 1n, txnLeastBits: 9n, action: 1 }]);
    expect(broker.allOf("lookup").at(-1)?.topic).toMatch(/transaction_coordinator_assign-partition-1$/);
    for (const error of [21, 24]) {
      broker.once("endTxn", ({ requestId }, peer) =>
        peer.send("endTxnResponse", { requestId, error, message: "over" }),
      );
      await client.abandonTransaction({ mostBits: 1n, leastBits: 9n });
    }
    expect(broker.allOf("endTxn")).toHaveLength(3);
  });

  it("needs a broker with a coordinator", async () => {
    broker.on("partitionMetadata", ({ requestId }, peer) =>
      peer.send("partitionMetadataResponse", { requestId, response: 0, partitions: 0 }),
    );
    await expect(begin()).rejects.toThrow(ConfigError);
    await expect(begin()).rejects.toThrow(/transactionCoordinatorEnabled=true/);
  });

  it("introduces itself to a coordinator once on a connection, and again where that has moved", async () => {
    broker.on("partitionMetadata", ({ requestId }, peer) =>
      peer.send("partitionMetadataResponse", { requestId, response: 0, partitions: 1 }),
    );
    await Promise.all([begin(), begin(), begin()]);
    expect(broker.allOf("tcClientConnect")).toHaveLength(1);
    broker.once("newTxn", ({ requestId }, peer) =>
      peer.send("newTxnResponse", { requestId, error: 20, message: "moved" }),
    );
    await begin();
    expect(broker.allOf("tcClientConnect")).toHaveLength(2);
  });

  it("asks for a place once, also when many ask at once", async () => {
    const transaction = await begin();
    await Promise.all([transaction.join("persistent://a/b/c"), transaction.join("persistent://a/b/c")]);
    expect(broker.allOf("addPartitionToTxn")).toMatchObject([{ ...id, partitions: ["persistent://a/b/c"] }]);
  });

  it("asks for a place again that was refused", async () => {
    const transaction = await begin();
    broker.once("addPartitionToTxn", ({ requestId }, peer) =>
      peer.send("addPartitionToTxnResponse", { requestId, error: 4, message: "no" }),
    );
    await expect(transaction.join("persistent://a/b/c")).rejects.toThrow(/no \(4\)/);
    await transaction.join("persistent://a/b/c");
  });
});

describe("a commit whose answer is lost", () => {
  it("is asked for again, and is done when the coordinator says so", async () => {
    const transaction = await begin();
    broker.once("endTxn", (_, peer) => peer.cut());
    await transaction.commit();
    expect(broker.allOf("endTxn")).toHaveLength(2);
  });

  it("may have happened where the coordinator does not know the transaction any more", async () => {
    const transaction = await begin();
    broker.once("endTxn", (_, peer) => {
      peer.cut();
      broker.on("endTxn", ({ requestId }, other) =>
        other.send("endTxnResponse", { requestId, error: 24, message: "unknown" }),
      );
    });
    const committing = transaction.commit();
    await expect(committing).rejects.toThrow(TransientError);
    await expect(committing).rejects.toThrow(/is unknown: the broker's answer was lost/);
  });

  it("may have happened where the broker never answers again", async () => {
    const transaction = await begin();
    broker.on("endTxn", (_, peer) => peer.cut());
    await expect(transaction.commit()).rejects.toThrow(/is unknown: the broker's answer was lost/);
  });
});

describe("a commit that is refused", () => {
  it.each([21, 24])("because its time is up leaves nothing visible (%i)", async (error) => {
    const transaction = await begin();
    broker.on("endTxn", ({ requestId }, peer) =>
      peer.send("endTxnResponse", { requestId, error, message: "no" }),
    );
    const committing = transaction.commit();
    await expect(committing).rejects.toThrow(TransientError);
    await expect(committing).rejects.toThrow(/nothing of it is visible/);
    expect(broker.allOf("endTxn")).toHaveLength(1);
  });
});

describe("an abort", () => {
  it("never throws, and tells the coordinator", async () => {
    const transaction = await begin();
    await transaction.abort();
    expect(broker.allOf("endTxn")).toMatchObject([{ ...id, action: 1 }]);
    const other = await begin();
    broker.on("endTxn", ({ requestId }, peer) =>
      peer.send("endTxnResponse", { requestId, error: 24, message: "gone" }),
    );
    await other.abort();
    await other.abort();
    expect(broker.allOf("endTxn")).toHaveLength(2);
  });
});
