import { describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import { publicOpenApi } from "./openapi";
import { publicRoutes } from "./routes";

const routes = publicRoutes.flatMap(({ path, handlers }) =>
  Object.entries(handlers).map(([method, { definition }]) => ({
    name: `${method} ${path}`,
    method,
    path,
    definition,
  })),
);

describe("every public route", () => {
  it.each(routes)("$name says what it takes and what it answers", ({ method, path, definition }) => {
    expect(definition.operationId).toBeTruthy();
    expect(definition.tags?.length).toBeGreaterThan(0);
    expect(definition.response !== undefined || definition.status === 204).toBe(true);
    expect(definition.body !== undefined).toBe(["POST", "PUT", "PATCH"].includes(method));
    const params = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(definition.params === undefined ? 0 : 1).toBe(params.length);
  });

  it("has an operation id of its own", () => {
    const ids = routes.map(({ definition }) => definition.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("the OpenAPI document", () => {
  const document = JSON.parse(JSON.stringify(publicOpenApi()));

  it("is 3.1 and describes every route", () => {
    expect(document.openapi).toBe("3.1.0");
    const described = Object.entries(document.paths as Record<string, object>).flatMap(([path, operations]) =>
      Object.keys(operations)
        .filter((key) => key !== "servers")
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    const named = [...routes.map(({ name }) => name), "POST /api/v1/authorize"];
    expect(described.sort()).toEqual(named.sort());
  });

  it("says where Heimdall's call is, which is not below the API's base", () => {
    const { servers, post } = document.paths["/api/v1/authorize"];
    expect(servers).toEqual([{ url: `${env().publicUrl}/heimdall` }]);
    expect(post.security).toEqual([]);
  });

  it("refers to nothing that is not in it", () => {
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name,
    );
    expect(references.length).toBeGreaterThan(10);
    for (const name of references) expect(document.components.schemas).toHaveProperty([name ?? ""]);
  });

  it("asks for what Airbyte's clients send, and no more", () => {
    const { schemas } = document.components;
    expect(schemas.SourceCreateRequest.required).toEqual(["name", "workspaceId", "configuration"]);
    expect(schemas.DestinationCreateRequest.required).toEqual(["name", "workspaceId", "configuration"]);
    expect(schemas.ConnectionCreateRequest.required).toEqual(["sourceId", "destinationId"]);
    expect(schemas.ConnectionPatchRequest.required ?? []).toEqual([]);
    expect(schemas.JobCreateRequest.required).toEqual(["connectionId", "jobType"]);
    expect(schemas.ConnectionResponse.required).toEqual(
      expect.arrayContaining(["tags", "configurations", "schedule", "createdAt"]),
    );
    expect(schemas.WorkspaceResponse.required).toEqual(
      expect.arrayContaining(["notifications", "dataResidency"]),
    );
  });
});
