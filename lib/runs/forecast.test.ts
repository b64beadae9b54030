import { describe, expect, it } from "vitest";
import { forecastStream, type ForecastRequest } from "./forecast";

const request: ForecastRequest = { mode: "full_refresh", goesOn: false, estimate: undefined, past: [] };
const load = (rows: number, seconds: number) => ({ rows, bytes: rows * 10, seconds });

describe("what a run will read of a stream", () => {
  it("is what the source says, at the rate of the last runs", () => {
    const estimate = { rows: 1000, bytes: 50_000 };
    expect(forecastStream({ ...request, estimate, past: [load(90, 1), load(10, 1)] })).toEqual({
      rows: 1000,
      bytes: 50_000,
      seconds: 20,
      basis: "source",
    });
  });

  it("has no time where no run has moved a row yet", () => {
    const estimate = { rows: 1000, bytes: 50_000 };
    expect(forecastStream({ ...request, estimate }).seconds).toBeNull();
    expect(forecastStream({ ...request, estimate, past: [load(0, 3)] }).seconds).toBeNull();
  });

  it("is as much as the last runs read where it goes on, whatever the source's size", () => {
    const estimate = { rows: 1_000_000, bytes: 1 };
    const past = [load(1_000_000, 100), load(20, 2), load(30, 4)];
    expect(forecastStream({ mode: "incremental", goesOn: true, estimate, past })).toEqual({
      rows: 30,
      bytes: 300,
      seconds: 4,
      basis: "runs",
    });
    expect(forecastStream({ mode: "incremental", goesOn: true, estimate, past: past.slice(1) }).rows).toBe(
      25,
    );
  });

  it("is as much as last time where the source has no statistics and all is read again", () => {
    expect(forecastStream({ ...request, past: [load(7, 1)] })).toMatchObject({ rows: 7, basis: "runs" });
  });

  it("is unknown for a first load without statistics", () => {
    const unknown = { rows: null, bytes: null, seconds: null, basis: null };
    expect(forecastStream(request)).toEqual(unknown);
    expect(forecastStream({ ...request, mode: "incremental", past: [load(7, 1)] })).toEqual(unknown);
  });
});
