import { describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import { secretMask } from "@/lib/secrets/config";
import { callApi } from "./testing/call";
import { password, setUpApi } from "./testing/set-up-api";

const nobody = "019ab000-0000-7000-8000-00000000dead";
const { world, setToken, workspaceId, call, makeSource, makeDestination, makeConnection } = setUpApi();

describe("sources", () => {
  it("are created by their type, which is not kept in the configuration", async () => {
    const { status, headers, body } = await call("POST", "/sources", {
      body: {
        name: "Shop",
        workspaceId: workspaceId(),
        configuration: { sourceType: "test-source", host: "db.example", password },
        resourceAllocation: {},
      },
    });
    expect(status).toBe(200);
    expect(headers.get("content-type")).toMatch(/^application\/json/);
    expect(body).toEqual({
      sourceId: expect.any(String),
      name: "Shop",
      sourceType: "test-source",
      definitionId: "7e570000-0000-4000-8000-000000000001",
      workspaceId: workspaceId(),
      configuration: { host: "db.example", password: secretMask },
      createdAt: expect.any(Number),
    });
    expect(body.createdAt).toBeLessThan(10_000_000_000);
    expect((await call("GET", `/sources/${body.sourceId}`)).body).toEqual(body);
  });

  it("are created by their definition", async () => {
    const { status, body } = await call("POST", "/sources", {
      body: {
        name: "Shop",
        workspaceId: workspaceId(),
        definitionId: "7e570000-0000-4000-8000-000000000001",
        configuration: { host: "db.example" },
      },
    });
    expect([status, body.sourceType]).toEqual([200, "test-source"]);
  });

  it.each([
    ["an unknown definition", { definitionId: nobody, configuration: {} }, 400, "value-not-found"],
    ["an unknown type", { configuration: { sourceType: "nope" } }, 400, "value-not-found"],
    ["neither", { configuration: { host: "db.example" } }, 422, "unprocessable-entity"],
    ["a bad field", { configuration: { sourceType: "test-source", host: "" } }, 422, "unprocessable-entity"],
    [
      "a secretId",
      { configuration: { sourceType: "test-source" }, secretId: "x" },
      422,
      "unprocessable-entity",
    ],
    ["no configuration", {}, 422, "unprocessable-entity"],
  ])("are refused with %s", async (_what, extra, status, title) => {
    const body = { name: "Shop", workspaceId: workspaceId(), ...extra };
    expect(await call("POST", "/sources", { body })).toMatchObject({ status, body: { status, title } });
  });

  it("are patched by merging and put by replacing", async () => {
    const { sourceId } = await makeSource();
    const path = `/sources/${sourceId}`;
    const patched = await call("PATCH", path, {
      body: { configuration: { port: 6000, password: secretMask } },
    });
    expect(patched).toMatchObject({
      status: 200,
      body: { name: "Shop", configuration: { host: "db.example", port: 6000, password: secretMask } },
    });
    const put = await call("PUT", path, {
      body: { name: "Store", configuration: { sourceType: "test-source", host: "new.example" } },
    });
    expect(put.status).toBe(200);
    expect(put.body).toMatchObject({ name: "Store", configuration: { host: "new.example" } });
    expect(put.body.configuration).not.toHaveProperty("password");
  });

  it("are deleted with their connections, and are gone", async () => {
    const { body: connection } = await makeConnection();
    const path = `/sources/${connection.sourceId}`;
    expect(await call("DELETE", path)).toMatchObject({ status: 204, body: null });
    expect((await call("GET", path)).status).toBe(404);
    expect((await call("DELETE", path)).status).toBe(404);
    expect((await call("GET", `/connections/${connection.connectionId}`)).status).toBe(404);
  });
});

describe("lists", () => {
  it("come in pages with whole URLs, until a page is empty", async () => {
    for (let index = 0; index < 3; index++) await makeSource();
    const first = await call("GET", `/sources?workspaceIds=${workspaceId()}&includeDeleted=false&limit=2`);
    expect(first.body.data).toHaveLength(2);
    expect(first.body.previous).toBe("");
    expect(first.body.next).toBe(
      `${env().publicUrl}/api/public/v1/sources?workspaceIds=${workspaceId()}&includeDeleted=false&limit=2&offset=2`,
    );
    const second = await call("GET", `/sources?limit=2&offset=2`);
    expect(second.body.data).toHaveLength(1);
    expect(second.body.previous).toBe(`${env().publicUrl}/api/public/v1/sources?limit=2&offset=0`);
    const third = await call("GET", `/sources?limit=2&offset=4`);
    expect(third.body).toMatchObject({ data: [], next: "" });
  });

  it("name the base that was asked", async () => {
    await makeSource();
    const { body } = await call("GET", "/sources", { base: "/v1" });
    expect(body.next).toBe(`${env().publicUrl}/v1/sources?limit=20&offset=20`);
  });

  it.each(["/sources", "/destinations", "/connections", "/jobs", "/workspaces"])(
    "%s let through the token's workspace alone",
    async (path) => {
      await makeConnection();
      const foreign = await call("GET", `${path}?workspaceIds=${world().stranger.workspaceId}`);
      expect(foreign).toMatchObject({ status: 200, body: { data: [], next: "", previous: "" } });
      const both = `workspaceIds=${world().stranger.workspaceId}&workspaceIds=${workspaceId()}`;
      const own = await call("GET", `${path}?${both}`);
      expect(own.body.data).toHaveLength(path === "/jobs" ? 0 : 1);
    },
  );

  it.each(["limit=0", "limit=101", "offset=-1", "limit=many"])("refuse %s", async (query) => {
    expect((await call("GET", `/sources?${query}`)).status).toBe(422);
  });
});

describe("destinations", () => {
  it("echo a type that clients know, and take the shape of dev-null for 1.x of them otherwise", async () => {
    const configuration = { destination_path: "/local/a.duckdb" };
    const { body: duckdb } = await call("POST", "/destinations", {
      body: {
        name: "File",
        workspaceId: workspaceId(),
        configuration: { destinationType: "duckdb", ...configuration },
      },
    });
    expect(duckdb).toMatchObject({ destinationType: "duckdb", configuration: { destinationType: "duckdb" } });
    const own = await makeDestination();
    expect(own).toMatchObject({ destinationType: "test-destination" });
    expect(own.configuration).toEqual({ host: "dwh.example", password: secretMask });
    const headers = { "user-agent": "speakeasy-sdk/python 1.0.1 2.881.4 1.0.0 airbyte-api" };
    const { body } = await call("GET", "/destinations", { headers });
    expect(body.data.map((item: { configuration: object }) => item.configuration)).toEqual([
      { destinationType: "duckdb", ...configuration },
      {
        host: "dwh.example",
        password: secretMask,
        destinationType: "dev-null",
        test_destination: { test_destination_type: "SILENT" },
      },
    ]);
  });

  it("are read, patched, put and deleted like sources", async () => {
    const { destinationId } = await makeDestination();
    const path = `/destinations/${destinationId}`;
    expect((await call("GET", path)).body.destinationId).toBe(destinationId);
    expect((await call("PATCH", path, { body: { name: "Lake" } })).body.name).toBe("Lake");
    const put = await call("PUT", path, { body: { name: "Lake", configuration: { host: "new.example" } } });
    expect(put.body.configuration).toEqual({ host: "new.example" });
    expect((await call("DELETE", path)).status).toBe(204);
    expect((await call("GET", path)).status).toBe(404);
  });
});

describe("the limit of parallel streams", () => {
  it.each(["source", "destination"] as const)("of a %s is kept, stays, changes and goes", async (end) => {
    const made = end === "source" ? await makeSource() : await makeDestination();
    const path = `/${end}s/${made[`${end}Id`]}`;
    expect(made).not.toHaveProperty("maxParallelStreams");
    const patch = (body: object) => call("PATCH", path, { body });
    expect((await patch({ maxParallelStreams: 3 })).body.maxParallelStreams).toBe(3);
    expect((await patch({ name: "Renamed" })).body.maxParallelStreams).toBe(3);
    const put = { name: "Put", configuration: { host: "new.example" }, maxParallelStreams: 5 };
    expect((await call("PUT", path, { body: put })).body.maxParallelStreams).toBe(5);
    expect((await patch({ maxParallelStreams: null })).body).not.toHaveProperty("maxParallelStreams");
    for (const maxParallelStreams of [0, 1.5, 51])
      expect((await patch({ maxParallelStreams })).status).toBe(422);
    expect((await call("GET", path)).body).not.toHaveProperty("maxParallelStreams");
  });
});

describe("workspaces", () => {
  it("are one, that can be renamed and neither joined by others nor deleted", async () => {
    const { body: page } = await call("GET", "/workspaces");
    expect(page.data).toEqual([
      {
        workspaceId: workspaceId(),
        name: "Own",
        dataResidency: "auto",
        notifications: {},
        requiresWriteAuthentication: false,
      },
    ]);
    const path = `/workspaces/${workspaceId()}`;
    const renamed = await call("PATCH", path, { body: { name: "Data", notifications: {} } });
    expect(renamed).toMatchObject({ status: 200, body: { name: "Data" } });
    expect((await call("GET", path)).body.name).toBe("Data");
    expect(await call("POST", "/workspaces", { body: { name: "More" } })).toMatchObject({ status: 403 });
    expect(await call("DELETE", path)).toMatchObject({ status: 409 });
  });
});

describe("applications", () => {
  it("get a token for id and secret, as JSON or as a form, that opens the API", async () => {
    const { body: application } = await call("POST", "/applications", { body: { name: "Airflow" } });
    const credentials = { client_id: application.clientId, client_secret: application.clientSecret };
    const asJson = await callApi("POST", "/applications/token", { body: credentials });
    const asForm = await callApi("POST", "/applications/token", {
      form: { ...credentials, grant_type: "client_credentials" },
    });
    for (const { status, body } of [asJson, asForm]) {
      expect([status, body.token_type]).toEqual([200, "Bearer"]);
      setToken(body.access_token);
      expect((await call("GET", "/workspaces")).status).toBe(200);
    }
  });

  it("show their secret once", async () => {
    const { status, body } = await call("POST", "/applications", { body: { name: "Airflow" } });
    expect(status).toBe(200);
    expect(body.clientSecret.length).toBeGreaterThan(20);
    const masked = { ...body, clientSecret: secretMask };
    expect((await call("GET", `/applications/${body.id}`)).body).toEqual(masked);
    const { body: list } = await call("GET", "/applications");
    expect(list.applications).toContainEqual(masked);
    expect((await call("DELETE", `/applications/${body.id}`)).status).toBe(200);
    expect((await call("GET", `/applications/${body.id}`)).status).toBe(404);
  });
});

describe("health", () => {
  it("is 200 when all is well, and 503 with what is not, for everybody", async () => {
    const well = await callApi("GET", "/health");
    expect(well).toMatchObject({ status: 200, body: { status: "ok", database: null } });
    world().unwell = { executor: null, workers: "no_worker_alive" };
    expect(await callApi("GET", "/health")).toMatchObject({
      status: 503,
      body: { status: "unwell", database: null, executor: null, workers: "No worker process is alive." },
    });
  });
});

describe("what is not there", () => {
  it("is answered in JSON, like everything else", async () => {
    expect(await call("GET", "/nonsense")).toMatchObject({
      status: 404,
      body: { title: "resource-not-found" },
    });
    expect(await call("PUT", "/jobs")).toMatchObject({ status: 405, body: { status: 405 } });
    expect(await call("GET", "/sources/nonsense")).toMatchObject({ status: 404 });
    expect(await call("GET", "/jobs/99999999999999999999")).toMatchObject({ status: 404 });
    expect(await call("GET", "/jobs/1e3")).toMatchObject({ status: 404 });
    expect(await callApi("GET", "/sources")).toMatchObject({ status: 401, body: { status: 401 } });
  });

  it("tolerates the bases that clients make of theirs", async () => {
    expect((await call("GET", "/v1/sources", { base: "/v1" })).status).toBe(200);
    expect((await call("GET", "/sources/", { base: "/api/public/v1" })).status).toBe(200);
    expect((await call("HEAD", "/sources")).status).toBe(200);
  });
});
