import { beforeEach, describe, expect, it } from "vitest";
import { duckdbDestination } from "@/connectors/destinations/duckdb";
import type { Destination, StreamPlan } from "@/connectors/sdk";
import { createTestContext, planStream, type PlanOptions } from "@/connectors/sdk/testing";
import { fitColumns } from "./fit-columns";

const plan = (name: string, more: Partial<PlanOptions> = {}) =>
  planStream({ connectionId: "c", namespace: "main", name, ...more });

describe("fitting a plan's columns", () => {
  let asked: StreamPlan[][];
  const connector: Destination<unknown> = {
    ...(duckdbDestination as Destination<unknown>),
    fitColumns: (_config, plans) => {
      asked.push(plans);
      return Promise.resolve(plans.map((one) => ({ ...one, columns: [] })));
    },
  };
  const fit = async (streams: StreamPlan[], to = connector) =>
    fitColumns({ connector: to, config: {} }, { streams, reads: [] }, await createTestContext());
  beforeEach(() => {
    asked = [];
  });

  it("asks once for all streams", async () => {
    const streams = Array.from({ length: 100 }, (_, index) => plan(`t${index}`));
    expect((await fit(streams)).streams.every(({ columns }) => columns.length === 0)).toBe(true);
    expect(asked).toEqual([streams]);
  });

  it("asks nothing where every stream is overwritten or kept as documents", async () => {
    const streams = [plan("a", { write: "overwrite" }), plan("b", { normalization: "raw" })];
    expect((await fit(streams)).streams).toEqual(streams);
    expect(asked).toEqual([]);
  });

  it("leaves the plan as it is for a destination that cannot say", async () => {
    const { fitColumns: _, ...other } = connector;
    expect((await fit([plan("a")], other)).streams).toEqual([plan("a")]);
  });
});
