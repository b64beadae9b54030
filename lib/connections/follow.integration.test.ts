import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { db } from "@/lib/db";
import { createDestination } from "@/lib/destinations/service";
import { createSource, deleteSource } from "@/lib/sources/service";
import type { Scope } from "@/lib/workspaces/scope";
import { createConnection, deleteConnection, getConnection, setSchedule, updateConnection } from "./service";

let world: TestConsole;

beforeAll(async () => {
  world = await startTestConsole();
});
beforeEach(() => world.reset());
afterAll(() => world.stop());

async function connect(name: string, scope: Scope = world.scope, sourceName = name): Promise<string> {
  const source = { name: sourceName, connector: "test-source", config: { host: "db.example" } };
  const destination = { name, connector: "test-destination", config: { host: "dwh.example" } };
  const { id: sourceId } = await createSource(scope, source);
  const { id: destinationId } = await createDestination(scope, destination);
  return (await createConnection(scope, { sourceId, destinationId, name })).id;
}

const follow = (id: string, connectionId: string) =>
  setSchedule(world.scope, id, { type: "after", connectionId });

describe("following another connection", () => {
  it("is shown with the other's name, and is due at no time", async () => {
    const [orders, report] = [await connect("Orders"), await connect("Report")];
    expect(await follow(report, orders)).toMatchObject({
      schedule: { type: "after", connectionId: orders },
      follows: { id: orders, name: "Orders" },
      nextDueAt: null,
    });
    const { schedule } = await db().connection.findUniqueOrThrow({ where: { id: report } });
    expect(schedule).toEqual({ type: "after" });
  });

  it("ends with another schedule", async () => {
    const [orders, report] = [await connect("Orders"), await connect("Report")];
    await follow(report, orders);
    const changed = await setSchedule(world.scope, report, { type: "every", minutes: 5 });
    expect(changed).toMatchObject({ follows: null, nextDueAt: expect.any(Date) });
    await deleteConnection(world.scope, orders);
  });

  it("stays as it is where something else is changed", async () => {
    const [orders, report] = [await connect("Orders"), await connect("Report")];
    await follow(report, orders);
    expect(await updateConnection(world.scope, report, { name: "Weekly" })).toMatchObject({
      follows: { id: orders },
    });
  });

  it("is refused where the way leads back, and the way is named", async () => {
    const [orders, report, mail] = [await connect("Orders"), await connect("Report"), await connect("Mail")];
    await follow(report, orders);
    await follow(mail, report);
    await expect(follow(orders, mail)).rejects.toMatchObject({
      message: expect.stringContaining(
        "“Orders” would sync after “Mail”, “Mail” after “Report”, “Report” after “Orders”",
      ),
      issues: [{ path: ["schedule", "connectionId"] }],
    });
    await expect(follow(orders, orders)).rejects.toThrow("“Orders” cannot sync after itself");
    expect((await getConnection(world.scope, orders)).schedule).toEqual({ type: "manual" });
  });

  it("cannot become a loop through two changes at once", async () => {
    const [orders, report] = [await connect("Orders"), await connect("Report")];
    const outcomes = await Promise.allSettled([follow(orders, report), follow(report, orders)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("knows no connection of another workspace", async () => {
    const [own, foreign] = [await connect("Orders"), await connect("Foreign", world.stranger)];
    await expect(follow(own, foreign)).rejects.toThrow(
      `There is no connection ${foreign} in this workspace.`,
    );
  });
});

describe("deleting what is followed", () => {
  it("is refused with the names of those that follow", async () => {
    const [orders, report, mail] = [await connect("Orders"), await connect("Report"), await connect("Mail")];
    await follow(report, orders);
    await follow(mail, orders);
    await expect(deleteConnection(world.scope, orders)).rejects.toMatchObject({
      code: "conflict",
      message: "“Orders” is followed by “Mail”, “Report”. Give them another schedule first.",
    });
    await deleteConnection(world.scope, mail);
    await deleteConnection(world.scope, report);
    await deleteConnection(world.scope, orders);
  });

  it("is refused with its source, too, before anything is removed", async () => {
    const [orders, report] = [await connect("Orders"), await connect("Report")];
    await follow(report, orders);
    const { source } = await getConnection(world.scope, orders);
    const deleting = deleteSource(world.scope, source.id, { withConnections: true });
    await expect(deleting).rejects.toThrow("“Orders” is followed by “Report”");
    expect(await getConnection(world.scope, orders)).toMatchObject({ id: orders });
  });

  it("takes connections of one source with it in an order that the database allows", async () => {
    const orders = await connect("Orders");
    const { source, destination } = await getConnection(world.scope, orders);
    const ends = { sourceId: source.id, destinationId: destination.id };
    const report = await createConnection(world.scope, { ...ends, name: "Report" });
    await follow(report.id, orders);
    await deleteSource(world.scope, source.id, { withConnections: true });
    expect(await db().connection.count({ where: { workspaceId: world.scope.workspaceId } })).toBe(0);
  });
});
