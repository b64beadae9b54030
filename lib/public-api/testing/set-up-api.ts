import { afterAll, beforeAll, beforeEach } from "vitest";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { bearerToken, callApi, type CallOptions } from "./call";

export const password = "planted-pass-5563";

/** A client of the API with a token of its own for each test, in a new workspace. */
export function setUpApi() {
  let world: TestConsole;
  let token = "";

  beforeAll(async () => {
    world = await startTestConsole();
  });
  beforeEach(async () => {
    await world.reset();
    token = await bearerToken(world.scope);
  });
  afterAll(() => world.stop());

  const workspaceId = () => world.scope.workspaceId;

  const call = (method: string, path: string, options: CallOptions = {}) =>
    callApi(method, path, { ...options, headers: { authorization: `Bearer ${token}`, ...options.headers } });

  async function makeSource(
    configuration: object = { sourceType: "test-source", host: "db.example", password },
  ) {
    const body = { name: "Shop", workspaceId: workspaceId(), configuration };
    return (await call("POST", "/sources", { body })).body;
  }

  async function makeDestination(type = "test-destination") {
    const configuration = { destinationType: type, host: "dwh.example", password };
    const body = { name: "Warehouse", workspaceId: workspaceId(), configuration };
    return (await call("POST", "/destinations", { body })).body;
  }

  async function makeConnection(extra: object = {}) {
    const { sourceId } = await makeSource();
    const { destinationId } = await makeDestination();
    return call("POST", "/connections", { body: { sourceId, destinationId, ...extra } });
  }

  return {
    world: () => world,
    setToken: (other: string) => (token = other),
    workspaceId,
    call,
    makeSource,
    makeDestination,
    makeConnection,
  };
}
