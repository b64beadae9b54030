import { describe, expect, it } from "vitest";
import { promisesExactlyOnce } from "./catalogue";

describe("what a stored destination promises", () => {
  it("is what its configuration allows, where that depends on it", async () => {
    const brokers = "localhost:6650";
    expect(await promisesExactlyOnce("pulsar", { brokers })).toBe(true);
    expect(await promisesExactlyOnce("pulsar", { brokers, delivery: "at_least_once" })).toBe(false);
  });

  it("is what the connector can, where it does not", async () => {
    expect(await promisesExactlyOnce("local-files", { destination_path: "out" })).toBe(true);
  });

  it("is nothing where the configuration cannot be read any more", async () => {
    expect(await promisesExactlyOnce("pulsar", { brokers: 5 })).toBe(false);
  });
});
