import { describe, expect, it } from "vitest";
import { planStream, type PlanOptions } from "@/connectors/sdk/testing";
import { spec } from "./config";
import { producerName, runPrefix, Topics } from "./topics";

const config = (more: object = {}) =>
  spec.parse({
    brokers: "localhost:6650",
    admin_url: "http://localhost:8080",
    topic_tenant: "acme",
    topic_namespace: "crm",
    ...more,
  });
const plan = (more: Partial<PlanOptions> = {}) =>
  planStream({ connectionId: "c", namespace: "sales", name: "Account", generation: 3, ...more });

describe("topics", () => {
  it("follow the pattern, in the namespace of the configuration", () => {
    expect(new Topics(config()).ofPlan(plan())).toBe("persistent://acme/crm/sales.Account");
    expect(new Topics(config({ topic_pattern: "{stream}" })).ofPlan(plan())).toBe(
      "persistent://acme/crm/Account",
    );
    expect(new Topics(config({ topic_pattern: "{stream}-v{generation}" })).ofPlan(plan())).toBe(
      "persistent://acme/crm/Account-v3",
    );
  });

  it("get an ending for each generation where overwrites have topics of their own, and a pointer", () => {
    const topics = new Topics(config());
    expect(topics.ofPlan(plan({ write: "overwrite" }))).toBe("persistent://acme/crm/sales.Account.g3");
    expect(topics.pointerFor(plan({ write: "overwrite" }))).toBe(
      "persistent://acme/crm/sales.Account.current",
    );
    expect(topics.pointerFor(plan())).toBeNull();
  });

  it("stay the same where an overwrite empties them", () => {
    const topics = new Topics(config({ overwrite: "truncate" }));
    expect(topics.ofPlan(plan({ write: "overwrite" }))).toBe("persistent://acme/crm/sales.Account");
    expect(topics.pointerFor(plan({ write: "overwrite" }))).toBeNull();
  });

  it("point to the present generation in every mode where the pattern has one", () => {
    const topics = new Topics(config({ topic_pattern: "{stream}-{generation}" }));
    expect(topics.pointerFor(plan())).toBe("persistent://acme/crm/Account-current");
  });

  it("know the generations of their stream, and no other topic", () => {
    const topics = new Topics(config());
    const isOwn = (name: string) => topics.isGenerationOf(plan(), `persistent://acme/crm/${name}`);
    expect(isOwn("sales.Account.g12")).toBe(true);
    for (const other of [
      "sales.Account",
      "sales.Account.g",
      "sales.Account.g1x",
      "sales.Accounts.g1",
      "sales.Account.current",
    ])
      expect(isOwn(other)).toBe(false);
  });

  it("of Sluice's own are apart for connections and feeds", () => {
    const topics = new Topics(config());
    const names = [
      ["a", "b"],
      ["a", "c"],
      ["d", "b"],
    ].map(([one = "", other = ""]) => topics.positionOf(one, other));
    expect(new Set(names).size).toBe(3);
    expect(names[0]?.startsWith(topics.positionPrefix("a"))).toBe(true);
    expect(names[2]?.startsWith(topics.positionPrefix("a"))).toBe(false);
  });
});

describe("producers", () => {
  it("tell feed, run, round, generation and fence by their names", () => {
    const mark = { connectionId: "c", feedId: "f", syncId: 7 };
    const name = producerName(config(), mark, { round: 1, generation: 3, fence: 12 });
    expect(name).toMatch(/^sluice-[0-9a-f]{16}-s7-r1-g3-f12$/);
    expect(name.startsWith(runPrefix(config(), mark))).toBe(true);
  });
});
