import { Inngest } from "inngest";
import { describe, expect, it } from "vitest";
import { createEventBridge } from "./client";
import { createDriver } from "./driver";
import type { ReceivedEvent } from "./events";
import { createRegistry } from "./registration";

const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

type Options = Omit<Parameters<Inngest["createFunction"]>[0], "id">;

/** Registers one function as the SDK reports it. */
async function register(options: Options) {
  const client = new Inngest({ id: "app", ...createEventBridge(log).options });
  const fn = client.createFunction({ id: "fn", ...options }, () => null);
  const registry = createRegistry(await createDriver(client, [fn]).readConfigs());
  const registered = registry.functions.get("app-fn");
  if (!registered) throw new Error("not registered");
  return { registry, fn: registered };
}

function event(data: Record<string, unknown>, name = "thing/happened"): ReceivedEvent {
  return { id: "id", name, data, ts: 0 };
}

const jittery: { cron: string } & object = { cron: "* * * * *", ...{ jitter: "30s" } };
const triggers = [{ event: "thing/happened" }];

describe("registration", () => {
  it("takes a function's options with an Inngest server's defaults", async () => {
    const { fn } = await register({ triggers });
    expect(fn).toMatchObject({
      maxAttempts: 5,
      crons: [],
      cancelOn: [],
      concurrency: [],
      startTimeoutMs: undefined,
    });
  });

  it("registers onFailure as a function of its own, started by the failure of its function only", async () => {
    const { registry } = await register({ triggers, onFailure: () => undefined });
    expect(registry.ids).toEqual(["app-fn", "app-fn-failure"]);
    const failure = (functionId: string) => event({ function_id: functionId }, "inngest/function.failed");
    expect(registry.startedBy(failure("app-fn")).map((fn) => fn.id)).toEqual(["app-fn-failure"]);
    expect(registry.startedBy(failure("app-other"))).toEqual([]);
  });

  it("starts a function once, however many of its triggers an event meets", async () => {
    const { registry } = await register({
      triggers: [...triggers, { event: "thing/happened", if: "event.data.n > 1" }],
    });
    expect(registry.startedBy(event({ n: 2 }))).toHaveLength(1);
    expect(registry.hears("thing/happened")).toBe(true);
    expect(registry.hears("other/happened")).toBe(false);
  });

  it("computes keys from the event, apart for each value and each function", async () => {
    const { fn } = await register({
      triggers,
      concurrency: [
        { limit: 2, key: "event.data.tenant" },
        { limit: 5, scope: "env", key: '"shared"' },
      ],
      throttle: { limit: 3, period: "1m", key: "event.data.tenant" },
      singleton: { key: "event.data.tenant + string(event.data.n)", mode: "skip" },
      idempotency: "event.data.tenant",
    });
    const keys = (tenant: string) => {
      const of = event({ tenant, n: 1 });
      return [
        ...fn.concurrency.map((limit) => limit.keyOf(of)),
        fn.throttle?.keyOf(of),
        fn.singleton?.keyOf(of),
        fn.idempotencyKeyOf?.(of),
      ];
    };
    const differing = keys("a").filter((key, index) => key !== keys("b")[index]);
    expect(differing).toHaveLength(4);
    expect(keys("a")[1]).toBe(keys("b")[1]);
    expect(fn.throttle).toMatchObject({ intervalMs: 20_000, burst: 3 });
  });

  it("bounds the length of keys and keeps them apart", async () => {
    const { fn } = await register({ triggers, singleton: { key: "event.data.text", mode: "skip" } });
    const keyOf = (text: string) => fn.singleton?.keyOf(event({ text })) ?? "";
    const long = "x".repeat(5_000);
    expect(keyOf(`${long}a`).length).toBeLessThan(400);
    expect(keyOf(`${long}a`)).not.toBe(keyOf(`${long}b`));
  });

  it("keeps a cron's time zone, also over a change of summer time", async () => {
    const { fn } = await register({ triggers: [{ cron: "TZ=Europe/Berlin 0 5 * * *" }] });
    const [daily] = fn.crons;
    const after = (iso: string) => new Date(daily?.nextAfter(Date.parse(iso)) ?? 0).toISOString();
    expect(after("2026-03-28T03:00:00Z")).toBe("2026-03-28T04:00:00.000Z");
    expect(after("2026-03-28T04:00:00Z")).toBe("2026-03-29T03:00:00.000Z");
    expect(new Date(daily?.lastUntil(Date.parse("2026-03-29T03:00:00Z")) ?? 0).toISOString()).toBe(
      "2026-03-29T03:00:00.000Z",
    );
  });

  it.each<[string, Options]>([
    ["batchEvents", { triggers, batchEvents: { maxSize: 2, timeout: "1s" } }],
    ["debounce", { triggers, debounce: { period: "1s" } }],
    ["rateLimit", { triggers, rateLimit: { limit: 1, period: "1s" } }],
    ["priority", { triggers, priority: { run: "1" } }],
    ["throttle", { triggers, throttle: { limit: 1, period: "1s", burst: 2 } }],
    ["throttle.period", { triggers, throttle: { limit: 1, period: "soon" as "1s" } }],
    ["concurrency", { triggers, concurrency: 0 }],
    ["concurrency", { triggers, concurrency: { limit: 1, scope: "account" } }],
    ["singleton.key", { triggers, singleton: { key: "event.data +", mode: "skip" } }],
    ["trigger.if", { triggers: [{ event: "thing/happened", if: "evnt.data.n == 1" }] }],
    ["trigger.cron", { triggers: [{ cron: "61 * * * *" }] }],
    ["trigger.cron", { triggers: [{ cron: "TZ=Nowhere/Land * * * * *" }] }],
    ["triggers", { triggers: [jittery] }],
    ["triggers", { triggers: [{ event: "thing/*" }] }],
    ["cancelOn", { triggers, cancelOn: [{ event: "inngest/function.failed" }] }],
    ["cancelOn.if", { triggers, cancelOn: [{ event: "thing/stopped", if: "async.data ==" }] }],
  ])("refuses %s where it is not carried or wrong, naming function and option", async (option, options) => {
    await expect(register(options)).rejects.toThrow(new RegExp(`"app-fn".*${option}`));
  });
});
