import { describe, expect, it } from "vitest";
import { AuthError } from "@/connectors/sdk";
import { testStreams } from "@/lib/connectors/testing/connectors";
import { db } from "@/lib/db";
import { password, setUpApi } from "./testing/set-up-api";

const { world, workspaceId, call, makeSource, makeDestination, makeConnection } = setUpApi();

describe("connections", () => {
  it("have every key that clients insist on", async () => {
    const { status, body } = await makeConnection();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      connectionId: expect.any(String),
      name: "Shop → Warehouse",
      workspaceId: workspaceId(),
      status: "active",
      schedule: { scheduleType: "manual" },
      createdAt: expect.any(Number),
      tags: [],
      namespaceDefinition: "destination",
      nonBreakingSchemaUpdatesBehavior: "propagate_columns",
      prefix: "",
      normalization: "basic",
    });
    expect(body.configurations.streams).toHaveLength(testStreams.length);
    expect(body.configurations.streams[0]).toEqual({
      name: "users",
      namespace: "public",
      syncMode: "full_refresh_overwrite",
      cursorField: [],
      primaryKey: [],
      mappers: [],
    });
  });

  it("sync after another one where they are asked to, and look manual to clients", async () => {
    const first = (await makeConnection({ name: "First" })).body.connectionId as string;
    const schedule = { scheduleType: "manual", afterConnectionId: first };
    const { status, body } = await makeConnection({ name: "Second", schedule });
    expect(status).toBe(200);
    expect(body.schedule).toEqual(schedule);
    const loop = { schedule: { scheduleType: "manual", afterConnectionId: body.connectionId } };
    expect(await call("PATCH", `/connections/${first}`, { body: loop })).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining("“First” would sync after “Second”, “Second” after “First”") },
    });
    const refused = await call("DELETE", `/connections/${first}`);
    expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining("“Second”") } });
    const manual = { schedule: { scheduleType: "manual" } };
    const changed = await call("PATCH", `/connections/${body.connectionId}`, { body: manual });
    expect(changed.body.schedule).toEqual(manual.schedule);
    expect((await call("DELETE", `/connections/${first}`)).status).toBe(204);
  });

  it("keep streams, schedule, namespace and normalization as they were asked for", async () => {
    const asked = {
      name: "Nightly",
      schedule: { scheduleType: "cron", cronExpression: "0 0 12 * * ?" },
      configurations: {
        streams: [
          {
            name: "users",
            syncMode: "incremental_deduped_history",
            selectedFields: [{ fieldPath: ["id"] }, { fieldPath: ["updated_at"] }],
          },
        ],
      },
      namespaceDefinition: "custom_format",
      namespaceFormat: "lake_${SOURCE_NAMESPACE}",
      prefix: "shop_",
      status: "inactive",
      normalization: "raw",
      dataResidency: "auto",
      nonBreakingSchemaUpdatesBehavior: "ignore",
    };
    const { body } = await makeConnection(asked);
    expect(body).toMatchObject({
      ...asked,
      schedule: { scheduleType: "cron", cronExpression: "0 0 12 * * ? UTC" },
      configurations: { streams: [{ namespace: "public", ...asked.configurations.streams[0] }] },
    });
  });

  it("are patched: what is not named stays", async () => {
    const { body: before } = await makeConnection({ prefix: "shop_" });
    const path = `/connections/${before.connectionId}`;
    const patch = { status: "inactive", schedule: { scheduleType: "basic", basicTiming: "Every 24 HOURS" } };
    const { status, body } = await call("PATCH", path, { body: patch });
    expect(status).toBe(200);
    expect(body).toEqual({ ...before, ...patch });
  });

  it.each([
    [
      { schedule: { scheduleType: "cron", cronExpression: "0 * * * * ?" } },
      400,
      "error:cron-validation/invalid-expression",
    ],
    [{ schedule: { scheduleType: "cron" } }, 400, "error:cron-validation/missing-cron-data"],
    [{ configurations: { streams: [{ name: "nope" }] } }, 422, /unprocessable-entity$/],
    [
      { configurations: { streams: [{ name: "users", mappers: [{ type: "hashing" }] }] } },
      422,
      /unprocessable-entity$/,
    ],
    [{ namespaceDefinition: "custom_format", namespaceFormat: "${X}" }, 422, /unprocessable-entity$/],
  ])("are refused with %j", async (extra, status, type) => {
    const refused = await makeConnection(extra);
    expect([refused.status, refused.body.status]).toEqual([status, status]);
    expect(refused.body.type).toMatch(type);
  });

  it("say why their last run failed", async () => {
    const { body } = await makeConnection();
    const failure = { kind: "auth", message: "The password is wrong." };
    await db().run.create({
      data: {
        workspaceId: workspaceId(),
        connectionId: body.connectionId,
        trigger: "api",
        status: "failed",
        endedAt: new Date(),
        failure,
      },
    });
    const { body: failed } = await call("GET", `/connections/${body.connectionId}`);
    expect(failed.statusReason).toBe("The password is wrong.");
    const { body: jobs } = await call("GET", `/jobs?connectionId=${body.connectionId}`);
    const { body: job } = await call("GET", `/jobs/${jobs.data[0].jobId}`);
    expect(job).toMatchObject({ status: "failed", failure });
  });

  it("say nothing of what waited for an approval once that is settled", async () => {
    const { body } = await makeConnection();
    const failure = { kind: "config", message: "The connection is paused.", awaits: "approval" };
    const ended = { trigger: "api" as const, status: "failed" as const, endedAt: new Date(), failure };
    await db().run.create({
      data: { workspaceId: workspaceId(), connectionId: body.connectionId, ...ended },
    });
    const { body: settled } = await call("GET", `/connections/${body.connectionId}`);
    expect(settled).not.toHaveProperty("statusReason");
  });

  it("warn where a change leaves rows that were written as they are", async () => {
    const { body } = await makeConnection();
    const path = `/connections/${body.connectionId}`;
    const [{ namespace, name }] = body.configurations.streams;
    const incremental = {
      streams: [{ namespace, name, syncMode: "incremental_append", cursorField: ["updated_at"] }],
    };
    await call("PATCH", path, { body: { configurations: incremental } });
    const { body: changed } = await call("PATCH", path, { body: { prefix: "new_" } });
    expect(changed.warnings).toEqual([
      expect.stringMatching(
        new RegExp(`^${namespace}.${name}: Its rows go elsewhere from now on; .* refresh\\.$`),
      ),
    ]);
    const { body: renamed } = await call("PATCH", path, { body: { name: "Other" } });
    expect(renamed).not.toHaveProperty("warnings");
  });

  it("warn of each table that another connection of the destination writes to, when made and when moved there", async () => {
    const { body: first } = await makeConnection({ name: "First" });
    const { sourceId, destinationId } = first;
    expect(first).not.toHaveProperty("warnings");
    const configurations = {
      streams: [{ namespace: "public", name: "users", syncMode: "full_refresh_append" }],
    };
    const body = { name: "Second", sourceId, destinationId, configurations };
    const warning =
      "public.users: The connection “First” writes public.users to the same table, public.users. One of the two replaces or merges rows, so that whichever syncs second is refused. To keep them apart, give one of the connections a prefix or another namespace.";
    const { body: second } = await call("POST", "/connections", { body });
    expect(second.warnings).toEqual([warning]);
    const patch = async (changes: object) =>
      (await call("PATCH", `/connections/${second.connectionId}`, { body: changes })).body.warnings;
    expect(await patch({ name: "Renamed" })).toBeUndefined();
    expect(await patch({ prefix: "apart_" })).toEqual([expect.not.stringContaining("First")]);
    expect(await patch({ prefix: "" })).toContain(warning);
  });

  it("are deleted and leave their ends", async () => {
    const { body } = await makeConnection();
    const path = `/connections/${body.connectionId}`;
    expect((await call("DELETE", path)).status).toBe(204);
    expect((await call("GET", path)).status).toBe(404);
    expect((await call("GET", `/sources/${body.sourceId}`)).status).toBe(200);
  });
});

describe("streams", () => {
  it("are a bare list, from the cache unless it is to be ignored", async () => {
    const { sourceId } = await makeSource();
    const { destinationId } = await makeDestination("append-only");
    const { status, body } = await call(
      "GET",
      `/streams?sourceId=${sourceId}&destinationId=${destinationId}`,
    );
    expect(status).toBe(200);
    expect(body).toHaveLength(3);
    expect(body[0]).toMatchObject({
      streamName: "users",
      streamnamespace: "public",
      syncModes: ["full_refresh_append", "incremental_append"],
    });
    await call("GET", `/streams?sourceId=${sourceId}&ignoreCache=false`);
    expect(world().pool.count("discover")).toBe(1);
    await call("GET", `/streams?sourceId=${sourceId}&ignoreCache=true`);
    expect(world().pool.count("discover")).toBe(2);
  });

  it("say why a source cannot be read", async () => {
    const { sourceId } = await makeSource();
    world().pool.answers.discover = async () => {
      throw new AuthError(`password ${password} is wrong`);
    };
    const { status, body } = await call("GET", `/streams?sourceId=${sourceId}`);
    expect([status, body.detail]).toEqual([422, "password *** is wrong"]);
  });
});

describe("jobs", () => {
  const sync = (connectionId: string, jobType = "sync") =>
    call("POST", "/jobs", { body: { connectionId, jobType } });

  it("begin as pending, with a number, and only one at a time", async () => {
    const { body: connection } = await makeConnection();
    const { status, body } = await sync(connection.connectionId);
    expect(status).toBe(200);
    expect(body).toEqual({
      jobId: expect.any(Number),
      status: "pending",
      jobType: "sync",
      startTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      connectionId: connection.connectionId,
      bytesSynced: 0,
      rowsSynced: 0,
    });
    expect(world().events.at(-1)?.name).toBe("sync/requested");
    const detail = { waitedMs: { source: 0, transform: 0, destination: 0 }, bottleneck: null, streams: [] };
    expect((await call("GET", `/jobs/${body.jobId}`)).body).toEqual({ ...body, ...detail });
    expect(await sync(connection.connectionId)).toMatchObject({
      status: 409,
      body: {
        status: 409,
        title: "state-conflict",
        detail: `A sync is already running for: ${connection.connectionId}`,
      },
    });
  });

  it("are cancelled once", async () => {
    const { body: connection } = await makeConnection();
    const { body } = await sync(connection.connectionId);
    const path = `/jobs/${body.jobId}`;
    const cancelled = await call("DELETE", path);
    expect(cancelled).toMatchObject({ status: 200, body: { jobId: body.jobId, status: "cancelled" } });
    expect(cancelled.body).toMatchObject({ duration: expect.any(String), lastUpdatedAt: expect.any(String) });
    expect(await call("DELETE", path)).toMatchObject({ status: 409, body: { title: "state-conflict" } });
    expect((await sync(connection.connectionId)).status).toBe(200);
  });

  it("are not begun for an inactive connection", async () => {
    const { body: connection } = await makeConnection({ status: "inactive" });
    expect(await sync(connection.connectionId)).toMatchObject({ status: 409 });
  });

  it.each([
    ["refresh", "refresh"],
    ["reset", "clear"],
    ["clear", "clear"],
  ])("of the type %s are begun, and told as %s", async (jobType, told) => {
    const { body: connection } = await makeConnection();
    const { status, body } = await sync(connection.connectionId, jobType);
    expect(status).toBe(200);
    expect(body).toMatchObject({ jobType: told, status: "pending" });
    const { body: listed } = await call("GET", `/jobs?jobType=${jobType}`);
    expect(listed.data).toMatchObject([{ jobId: body.jobId }]);
  });

  it("are about streams that the connection moves, or are refused", async () => {
    const { body: connection } = await makeConnection();
    const { connectionId } = connection;
    const ask = (streams: object[]) =>
      call("POST", "/jobs", { body: { connectionId, jobType: "refresh", streams } });
    expect(await ask([{ name: "users" }])).toMatchObject({ status: 422 });
    expect(await ask([{ namespace: "public", name: "users" }])).toMatchObject({ status: 200 });
  });

  it("are listed by connection, status, time and order", async () => {
    const { body: connection } = await makeConnection();
    const { connectionId } = connection;
    const { body: first } = await sync(connectionId);
    await call("DELETE", `/jobs/${first.jobId}`);
    const { body: second } = await sync(connectionId);
    const idsOf = async (query: string) =>
      (await call("GET", `/jobs?${query}`)).body.data.map((job: { jobId: number }) => job.jobId);
    expect(await idsOf(`connectionId=${connectionId}`)).toEqual([second.jobId, first.jobId]);
    expect(await idsOf(`connectionId=${connectionId}&orderBy=createdAt%7CASC`)).toEqual([
      first.jobId,
      second.jobId,
    ]);
    expect(await idsOf("status=pending")).toEqual([second.jobId]);
    expect(await idsOf("status=cancelled&jobType=sync&limit=1")).toEqual([first.jobId]);
    expect(await idsOf("jobType=reset")).toEqual([]);
    expect(await idsOf("createdAtStart=2100-01-01T00:00:00.313149Z")).toEqual([]);
    expect((await call("GET", "/jobs?orderBy=rows%7CASC")).status).toBe(422);
  });
});
