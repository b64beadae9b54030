import { describe, expect, it } from "vitest";
import { FlowControl } from "./flow-control";

const megabyte = 1024 * 1024;

describe("the permits of a reader", () => {
  it("are few at first, since nobody knows how large messages are", () => {
    expect(new FlowControl(1000, 16 * megabyte).grant()).toBe(100);
    expect(new FlowControl(5, 16 * megabyte).grant()).toBe(5);
  });

  it("are for as many messages as fit into the bytes", () => {
    const flow = new FlowControl(1000, 16 * megabyte);
    flow.grant();
    take(flow, 1, 4 * megabyte, 100);
    expect(flow.grant()).toBe(4);
  });

  it("are for as many entries as are allowed, by how many messages those have", () => {
    const flow = new FlowControl(10, 16 * megabyte);
    flow.grant();
    take(flow, 500, 500, 1);
    expect(flow.grant()).toBe(10 * 500 + 490);
  });

  it("wait until half of them are used, so that they go out seldom", () => {
    const flow = new FlowControl(100, 16 * megabyte);
    expect(flow.grant()).toBe(100);
    take(flow, 1, 10, 49);
    expect(flow.grant()).toBe(0);
    take(flow, 1, 10, 1);
    expect(flow.grant()).toBe(50);
  });

  it("are not given for what nobody takes", () => {
    const flow = new FlowControl(100, 16 * megabyte);
    flow.grant();
    for (let count = 0; count < 100; count++) arrive(flow, 1, 10);
    expect(flow.grant()).toBe(0);
    expect(flow.queuedBytes).toBe(1000);
    for (let count = 0; count < 50; count++) flow.onTaken(1, 10);
    expect(flow.grant()).toBe(50);
  });

  it("follow when messages grow", () => {
    const flow = new FlowControl(1000, megabyte);
    flow.grant();
    take(flow, 1, 100, 100);
    expect(flow.grant()).toBe(1000);
    take(flow, 1, megabyte, 1000);
    expect(flow.grant()).toBe(1);
  });

  it("are never none, however large a message is", () => {
    const flow = new FlowControl(1000, megabyte);
    flow.grant();
    take(flow, 1, 5 * megabyte, 100);
    expect(flow.grant()).toBe(1);
  });

  it("begin anew on a new connection, besides what still waits", () => {
    const flow = new FlowControl(100, 16 * megabyte);
    flow.grant();
    arrive(flow, 1, 10);
    flow.begin();
    expect(flow.grant()).toBe(99);
  });
});

function arrive(flow: FlowControl, messages: number, bytes: number): void {
  flow.onArrival(messages, bytes);
  flow.onQueued(messages, bytes);
}

function take(flow: FlowControl, messages: number, bytes: number, times: number): void {
  for (let count = 0; count < times; count++) {
    arrive(flow, messages, bytes);
    flow.onTaken(messages, bytes);
  }
}
