import { describe, expect, it } from "vitest";
import { clientAddress } from "./client-address";

const addressOf = (forwarded: string) => clientAddress(new Headers({ "x-forwarded-for": forwarded }));

describe("clientAddress", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["203.0.113.7:51234", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["1.1.1.1, 203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0db8:1:2::9", "2001:db8:1:2::/64"],
    ["[2001:db8::1]:443", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ])("reads %s as %s", (forwarded, address) => {
    expect(addressOf(forwarded)).toBe(address);
  });

  it.each(["", "unknown", "203.0.113.999", "'; drop table"])("gives nothing for %j", (forwarded) => {
    expect(addressOf(forwarded)).toBeUndefined();
  });

  it("gives nothing without the header", () => {
    expect(clientAddress(new Headers())).toBeUndefined();
  });
});
