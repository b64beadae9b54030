import { describe, expect, it } from "vitest";
import { ConfigError } from "../errors";
import { hostAndPort, parseServiceUrl } from "./service-url";

describe("a service URL", () => {
  it.each([
    ["pulsar://localhost:6650", ["localhost:6650"], false],
    ["pulsar://localhost", ["localhost:6650"], false],
    ["pulsar+ssl://broker.example/", ["broker.example:6651"], true],
    ["pulsar://a:1,b:2, c", ["a:1", "b:2", "c:6650"], false],
    ["pulsar://[::1]:6650", ["[::1]:6650"], false],
    [" pulsar://10.0.0.1:6650 ", ["10.0.0.1:6650"], false],
  ])("names its hosts: %s", (url, hosts, isTls) => {
    const parsed = parseServiceUrl(url);
    expect(parsed.map(hostAndPort)).toEqual(hosts);
    expect(parsed.every((host) => host.isTls === isTls)).toBe(true);
  });

  it.each([
    "",
    "localhost:6650",
    "http://localhost:8080",
    "pulsar://",
    "pulsar://host:0",
    "pulsar://host:65536",
    "pulsar://host:port",
    "pulsar://a,,b",
    "pulsar://user@host",
    "pulsar://host:1/path",
  ])("is refused with its text where it is none: %s", (url) => {
    expect(() => parseServiceUrl(url)).toThrow(ConfigError);
    expect(() => parseServiceUrl(url)).toThrow(`"${url}" is no address`);
  });
});
