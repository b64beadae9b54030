import { expect, it } from "vitest";
import { openFrontDoor } from "./front-door";

it("asks visitors to wait until somebody is there, then lets them in", async () => {
  const door = await openFrontDoor("127.0.0.1", 0);
  const visit = async () => {
    const response = await fetch(`http://127.0.0.1:${door.port}/`);
    return [response.status, await response.text()];
  };
  expect(await visit()).toEqual([503, expect.stringContaining("Sluice is starting")]);
  door.admit((_request, response) => response.end("welcome"));
  expect(await visit()).toEqual([200, "welcome"]);
  await door.close();
  await expect(visit()).rejects.toThrow();
});

it.each([
  { behindProxy: false, claimed: "203.0.113.9", seen: "127.0.0.1" },
  { behindProxy: true, claimed: "203.0.113.9", seen: "203.0.113.9" },
  { behindProxy: true, claimed: undefined, seen: "127.0.0.1" },
])("names the visitor: $seen for the claim $claimed, behind a proxy $behindProxy", async (given) => {
  const door = await openFrontDoor("127.0.0.1", 0, given.behindProxy);
  door.admit((request, response) => response.end(request.headers["x-forwarded-for"]));
  const headers: Record<string, string> =
    given.claimed === undefined ? {} : { "x-forwarded-for": given.claimed };
  const response = await fetch(`http://127.0.0.1:${door.port}/`, { headers });
  expect(await response.text()).toBe(given.seen);
  await door.close();
});

it("names the port that another program has, and another one to take", async () => {
  const door = await openFrontDoor("127.0.0.1", 0);
  await expect(openFrontDoor("127.0.0.1", door.port)).rejects.toThrow(
    `Port ${door.port} on 127.0.0.1 is in use by another program. End it, or choose another port, for example PORT=${door.port + 1} npm start.`,
  );
  await door.close();
});

it("explains HOST when it is no address of this machine", async () => {
  await expect(openFrontDoor("192.0.2.1", 0)).rejects.toThrow(
    /^HOST 192\.0\.2\.1 is no address of this machine/,
  );
});
