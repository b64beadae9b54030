import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { askNobody } from "@/lib/governance/testing/keeping";
import { racingClock } from "@/lib/sync/testing/racing-clock";
import { performTask } from "./perform-task";

let ctx: TestContext;
let server: Server;
const sockets: Socket[] = [];
beforeEach(async () => {
  ctx = await createTestContext({ clock: racingClock() });
  server = createServer((socket) => void sockets.push(socket)).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
  await once(server, "close");
  await ctx.dispose();
});

it.each(["checkSource", "discover"] as const)(
  "%s gives up a server that takes calls and says nothing",
  async (name) => {
    const { port } = server.address() as AddressInfo;
    const config = { host: "127.0.0.1", port, database: "d", username: "u", schemas: ["public"] };
    const task = { ctx, emit: () => undefined, shouldStop: () => false, askConsole: askNobody };
    await expect(performTask(name, { source: { connector: "postgres", config } }, task)).rejects.toThrow(
      "The source has not answered for 30 minutes.",
    );
  },
);
