import { describe, expect, it } from "vitest";
import { configuredStreamSchema } from "@/lib/catalog/schema";
import { readPolicies } from "@/lib/connections/policies";
import type { ConnectionView } from "@/lib/connections/view";
import { testStreams } from "@/lib/connectors/testing/connectors";
import type { RunSummary } from "@/lib/runs/schema";
import { destinationTypeFields, fromAirbyteConfig, resolveDefinition } from "./definitions";
import { toIsoDuration } from "./durations";
import { fromApiSettings, toApiConnection } from "./mappers/connections";
import { toApiJob, toRunFilter } from "./mappers/jobs";
import { fromApiSchedule, toApiSchedule } from "./mappers/schedule";
import { toApiStreamProperties } from "./mappers/streams";
import { connectionPatchSchema } from "./wire/connections";
import { jobsQuerySchema } from "./wire/jobs";

describe("toIsoDuration", () => {
  it.each([
    [0, "PT0S"],
    [999, "PT0S"],
    [61_000, "PT1M1S"],
    [29_172_000, "PT8H6M12S"],
    [3_600_000 * 30, "PT30H"],
  ])("writes %i ms as %s", (ms, text) => {
    expect(toIsoDuration(ms)).toBe(text);
  });
});

describe("resolveDefinition", () => {
  it("takes the definition id before the type, and Airbyte's names for ours", () => {
    const postgres = "decd338e-5647-4c0b-adf4-da0e75f5a750";
    expect(resolveDefinition("source", postgres, "file").id).toBe("postgres");
    expect(resolveDefinition("source", undefined, "faker").id).toBe("sample");
    expect(resolveDefinition("destination", undefined, "local-json").id).toBe("local-files");
    expect(resolveDefinition("destination", undefined, "csv").id).toBe("local-files");
  });

  it("tells an unknown connector (400) from one that is not named (422)", () => {
    expect(() => resolveDefinition("source", undefined, "nope")).toThrow(
      expect.objectContaining({
        code: "bad_request",
        kindOfProblem: expect.objectContaining({ title: "value-not-found" }),
      }),
    );
    expect(() => resolveDefinition("source", undefined, undefined)).toThrow(
      expect.objectContaining({ code: "invalid_input" }),
    );
  });
});

describe("fromAirbyteConfig", () => {
  const destination_path = "/local/exports";

  it("takes Airbyte's CSV destination as the CSV format, with its delimiter", () => {
    const csv = (delimiter: string) => ({ destination_path, format: { format_type: "CSV", delimiter } });
    expect(fromAirbyteConfig("csv", { destination_path })).toEqual(csv(","));
    const delimiter_type = { delimiter: String.raw`\u003b` };
    expect(fromAirbyteConfig("csv", { destination_path, delimiter_type })).toEqual(csv(";"));
    expect(fromAirbyteConfig("csv", csv("|"))).toEqual(csv("|"));
  });

  it("leaves other configurations as they are", () => {
    expect(fromAirbyteConfig("local-json", { destination_path })).toEqual({ destination_path });
    expect(fromAirbyteConfig(undefined, { destination_path })).toEqual({ destination_path });
  });
});

describe("destinationTypeFields", () => {
  it("names a type that clients know, to every client", () => {
    expect(destinationTypeFields("postgres", "curl/8")).toEqual({ destinationType: "postgres" });
  });

  it("gives another the shape of dev-null for airbyte-api 1.x alone", () => {
    expect(
      destinationTypeFields("local-files", "speakeasy-sdk/python 1.0.1 2.881.4 1.0.0 airbyte-api"),
    ).toEqual({
      destinationType: "dev-null",
      test_destination: { test_destination_type: "SILENT" },
    });
    expect(destinationTypeFields("local-files", "speakeasy-sdk/python 0.53.0")).toEqual({});
    expect(destinationTypeFields("local-files", "")).toEqual({});
  });
});

describe("schedules", () => {
  it.each([
    [{ type: "manual" }, { scheduleType: "manual" }],
    [
      { type: "every", minutes: 1440 },
      { scheduleType: "basic", basicTiming: "Every 24 HOURS" },
    ],
    [
      { type: "every", minutes: 15 },
      { scheduleType: "basic", basicTiming: "Every 15 MINUTES" },
    ],
    [
      { type: "cron", expression: "0 12 * * *", timeZone: "UTC", quartz: "0 0 12 * * ?" },
      { scheduleType: "cron", cronExpression: "0 0 12 * * ? UTC" },
    ],
    [
      { type: "after", connectionId: "5d0d7a0e-4b0c-4f7e-9d0a-1f2e3d4c5b6a" },
      { scheduleType: "manual", afterConnectionId: "5d0d7a0e-4b0c-4f7e-9d0a-1f2e3d4c5b6a" },
    ],
  ] as const)("shows %j as %j and reads it back", (schedule, shown) => {
    expect(toApiSchedule(schedule)).toEqual(shown);
    const absent = { cronExpression: undefined, basicTiming: undefined, afterConnectionId: undefined };
    expect(fromApiSchedule({ ...absent, ...shown })).toEqual(schedule);
  });

  it.each([
    [{ scheduleType: "cron" }, "error:cron-validation/missing-cron-data"],
    [{ scheduleType: "cron", cronExpression: "0 0 25 * * ?" }, "error:cron-validation/invalid-expression"],
  ])("refuses %j as Airbyte does", (schedule, type) => {
    const settings = connectionPatchSchema.parse({ schedule });
    expect(() => fromApiSettings(settings)).toThrow(
      expect.objectContaining({ kindOfProblem: expect.objectContaining({ status: 400, type }) }),
    );
  });
});

describe("fromApiSettings", () => {
  const read = (settings: object) => fromApiSettings(connectionPatchSchema.parse(settings));

  it("takes null for absent, as clients send it", () => {
    expect(read({ name: null, schedule: null, configurations: { streams: null }, prefix: null })).toEqual({});
  });

  it("accepts what the clients send by default", () => {
    const defaults = {
      namespaceDefinition: "destination",
      nonBreakingSchemaUpdatesBehavior: "ignore",
      prefix: "",
    };
    expect(read(defaults)).toEqual({
      namespaceDefinition: "destination",
      prefix: "",
      policies: { schemaChanges: "ignore" },
    });
  });

  it("reads a stream, with full_refresh_overwrite where no mode is given", () => {
    const stream = {
      name: "users",
      namespace: "public",
      cursorField: ["updated_at"],
      primaryKey: [["id"]],
      selectedFields: [{ fieldPath: ["id"] }, { fieldPath: ["name"] }],
      mappers: [],
      destinationObjectName: "people",
    };
    expect(read({ configurations: { streams: [stream, { name: "notes", selectedFields: [] }] } })).toEqual({
      streams: [
        {
          name: "users",
          namespace: "public",
          syncMode: "full_refresh_overwrite",
          cursorField: ["updated_at"],
          primaryKey: [["id"]],
          selectedFields: ["id", "name"],
          destinationName: "people",
        },
        { name: "notes", syncMode: "full_refresh_overwrite", cursorField: [], primaryKey: [] },
      ],
    });
  });

  it.each([
    [{ includeFiles: true }, /users: files are not moved/],
    [{ selectedFields: [{ fieldPath: ["a", "b"] }] }, /users: only fields of the row itself/],
  ])("refuses a stream with %j and says what to choose", (extra, reason) => {
    expect(() => read({ configurations: { streams: [{ name: "users", ...extra }] } })).toThrow(reason);
  });

  it.each([
    [{ status: "locked" }, /status "locked"/],
    [{ tags: [{ name: "a" }] }, /no tags here/],
  ])("refuses %j", (settings, reason) => {
    expect(() => read(settings)).toThrow(reason);
  });
});

const connectionView: ConnectionView = {
  id: "c1",
  workspaceId: "w1",
  name: "Shop → Warehouse",
  source: { id: "s1", name: "Shop", connector: "postgres" },
  destination: { id: "d1", name: "Warehouse", connector: "postgres" },
  status: "active",
  normalization: "basic",
  namespaceDefinition: "destination",
  namespaceFormat: null,
  prefix: "",
  policies: readPolicies({}),
  pendingChange: null,
  schedule: { type: "manual" },
  nextDueAt: null,
  followsId: null,
  follows: null,
  mutedEvents: [],
  revision: 1,
  createdAt: new Date(0),
  updatedAt: new Date(0),
  streams: [],
  lastRun: null,
  state: "never_run",
};

describe("Airbyte's sync modes", () => {
  it.each([
    ["full_refresh_overwrite", {}],
    ["full_refresh_append", {}],
    ["incremental_append", {}],
    ["incremental_deduped_history", {}],
    ["full_refresh_overwrite_deduped", { syncMode: "full_refresh_overwrite", deletes: "hard" }],
    ["full_refresh_update", { syncMode: "full_refresh_overwrite", deletes: "ignore" }],
    ["full_refresh_soft_delete", { syncMode: "full_refresh_overwrite", deletes: "soft" }],
    ["incremental_update", { syncMode: "incremental_deduped_history", history: false, deletes: "ignore" }],
    ["incremental_soft_delete", { syncMode: "incremental_deduped_history", history: false, deletes: "soft" }],
  ])("%s is kept in our words and told again in Airbyte's", (syncMode, words) => {
    const settings = connectionPatchSchema.parse({
      configurations: { streams: [{ name: "users", syncMode }] },
    });
    const [stream] = fromApiSettings(settings).streams ?? [];
    expect(stream).toMatchObject({ syncMode, ...words });
    const shown = toApiConnection({ ...connectionView, streams: [configuredStreamSchema.parse(stream)] });
    expect(shown.configurations.streams[0]?.syncMode).toBe(syncMode);
  });
});

describe("what goes beyond Airbyte's API", () => {
  it("is read, and told again", () => {
    const extras = { history: true, keepGenerations: 2, arrays: "tables" } as const;
    const mapper = {
      id: "m1",
      type: "hashing",
      mapperConfiguration: { targetField: "email", method: "SHA-256" },
    };
    const settings = connectionPatchSchema.parse({
      configurations: { streams: [{ name: "users", ...extras, mappers: [mapper] }] },
      policies: { columns: "freeze" },
      nonBreakingSchemaUpdatesBehavior: "disable_connection",
    });
    const read = fromApiSettings(settings);
    expect(read.policies).toEqual({ columns: "freeze", schemaChanges: "pause" });
    const streams = configuredStreamSchema.array().parse(read.streams);
    const shown = toApiConnection({
      ...connectionView,
      streams,
      policies: readPolicies({ columns: "freeze", schemaChanges: "pause" }),
    });
    expect(shown.nonBreakingSchemaUpdatesBehavior).toBe("disable_connection");
    expect(shown.configurations.streams[0]).toMatchObject({
      ...extras,
      mappers: [
        {
          id: "m1",
          type: "hashing",
          mapperConfiguration: { targetField: "email", method: "SHA-256", algorithm: "AES" },
        },
      ],
    });
  });
});

describe("jobs", () => {
  const run: RunSummary = {
    id: "019ab000-0000-7000-8000-000000000001",
    number: 7,
    connectionId: "019ab000-0000-7000-8000-000000000002",
    trigger: "api",
    kind: "sync",
    status: "succeeded",
    createdAt: new Date("2026-03-01T10:00:00.250Z"),
    startedAt: new Date("2026-03-01T10:00:01Z"),
    endedAt: new Date("2026-03-01T10:01:05.300Z"),
    rowsRead: 12n,
    rowsWritten: 11n,
    bytes: 4096n,
    failure: null,
  };
  const now = new Date("2026-03-01T10:00:30Z");

  it("show an ended run with its committed rows", () => {
    expect(toApiJob(run, now)).toEqual({
      jobId: 7,
      status: "succeeded",
      jobType: "sync",
      startTime: "2026-03-01T10:00:00Z",
      connectionId: run.connectionId,
      lastUpdatedAt: "2026-03-01T10:01:05Z",
      duration: "PT1M5S",
      bytesSynced: 4096,
      rowsSynced: 11,
    });
  });

  it("show a queued run as pending, without duration", () => {
    const job = toApiJob({ ...run, status: "queued", startedAt: null, endedAt: null }, now);
    expect(job).toMatchObject({ status: "pending" });
    expect(job).not.toHaveProperty("duration");
    expect(job).not.toHaveProperty("lastUpdatedAt");
  });

  it("show how long a run has been going on", () => {
    const job = toApiJob({ ...run, status: "running", endedAt: null }, now);
    expect(job).toMatchObject({ status: "running", duration: "PT29S" });
    expect(job).not.toHaveProperty("lastUpdatedAt");
  });

  it("are filtered with instants to the microsecond and an order", () => {
    const query = jobsQuerySchema.parse({
      createdAtStart: "2026-03-01T06:06:06.313149Z",
      updatedAtEnd: "2026-03-01T08:06:06.3+02:00",
      status: "pending",
      orderBy: "updatedAt|ASC",
      limit: "5",
    });
    expect(toRunFilter(query)).toEqual({
      limit: 5,
      offset: 0,
      status: ["queued"],
      kinds: ["sync", "refresh", "clear"],
      createdAfter: new Date("2026-03-01T06:06:06.313Z"),
      endedBefore: new Date("2026-03-01T06:06:06.300Z"),
      orderBy: { field: "endedAt", direction: "asc" },
    });
  });

  it("of a type that clients do not know are listed where they are asked for", () => {
    expect(toRunFilter(jobsQuerySchema.parse({ jobType: "sample" }))).toMatchObject({ kinds: ["sample"] });
  });

  it("are none where the filter asks for what does not exist here", () => {
    expect(toRunFilter(jobsQuerySchema.parse({ jobType: "refresh" }))).toMatchObject({
      kinds: ["refresh"],
    });
    expect(toRunFilter(jobsQuerySchema.parse({ jobType: "reset" }))).toMatchObject({ kinds: ["clear"] });
    expect(toRunFilter(jobsQuerySchema.parse({ status: "incomplete" }))).toBeNull();
  });
});

describe("toApiStreamProperties", () => {
  it("shows keys, cursors and fields down to those of an object", () => {
    expect(testStreams.map((stream) => toApiStreamProperties(stream, ["append"]))).toEqual([
      {
        streamName: "users",
        streamnamespace: "public",
        syncModes: ["full_refresh_append", "incremental_append"],
        defaultCursorField: ["updated_at"],
        sourceDefinedCursorField: false,
        sourceDefinedPrimaryKey: [["id"]],
        propertyFields: [["id"], ["name"], ["updated_at"], ["profile"]],
      },
      expect.objectContaining({ syncModes: ["full_refresh_append"], defaultCursorField: [] }),
      expect.objectContaining({
        sourceDefinedCursorField: true,
        propertyFields: [["at"], ["place"], ["place", "street"]],
      }),
    ]);
  });
});
