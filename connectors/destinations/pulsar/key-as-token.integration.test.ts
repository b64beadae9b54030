import { expect, it } from "vitest";
import { AuthError } from "@/connectors/sdk";
import { describeWithPulsar } from "@/tests/support/pulsar/broker";
import { spec } from "./config";
import { pulsarDestination } from "./index";
import { useWriting } from "./testing/writing";

describeWithPulsar("a broker that asks for tokens", () => {
  const writing = useWriting();
  const configWith = (more: object) => {
    const { authentication: _, ...config } = writing.config();
    return spec.parse({ ...config, ...more });
  };
  const check = (more: object) => pulsarDestination.check(configWith(more), writing.ctx);

  it("knows by the key of the write authentication who writes, where no other token is given", async () => {
    const api_key = writing.broker.tokenFor("admin");
    await check({ write_authentication: { type: "builtin", api_key } });
    await expect(check({ write_authentication: { type: "none" } })).rejects.toBeInstanceOf(AuthError);
    const stranger = writing.broker.tokenFor("stranger");
    await expect(
      check({ write_authentication: { type: "builtin", api_key: stranger } }),
    ).rejects.toBeInstanceOf(AuthError);
  });

  it("goes by its own token where one is given", async () => {
    const authentication = { type: "token", token: writing.broker.tokenFor("admin") };
    await check({ authentication, write_authentication: { type: "builtin", api_key: "not-a-token" } });
  });
});
