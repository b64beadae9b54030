import { expect, it } from "vitest";
import { isMetadataService, isPrivate } from "./addresses";

it.each([
  "127.0.0.1",
  "10.1.2.3",
  "172.31.0.1",
  "192.168.1.1",
  "100.64.0.1",
  "198.18.0.1",
  "224.0.0.1",
  "255.255.255.255",
  "::1",
  "fd00::1",
  "ff02::1",
  "::ffff:10.0.0.1",
  "::10.0.0.1",
  "64:ff9b::10.0.0.1",
  "64:ff9b::7f00:1",
  "2002:a00:1::1",
])("%s is private", (address) => expect(isPrivate(address)).toBe(true));

it.each([
  "8.8.8.8",
  "172.32.0.1",
  "2001:4860:4860::8888",
  "::ffff:8.8.8.8",
  "64:ff9b::8.8.8.8",
  "2002:808:808::1",
  "",
  "localhost",
])("%j is not private", (address) => expect(isPrivate(address)).toBe(false));

it.each([
  "169.254.169.254",
  "100.100.100.200",
  "192.0.0.192",
  "168.63.129.16",
  "fe80::1",
  "fe80::1%eth0",
  "fd00:ec2::254",
  "::ffff:169.254.169.254",
  "64:ff9b::a9fe:a9fe",
  "2002:a9fe:a9fe::",
])("%s is a metadata service", (address) => expect(isMetadataService(address)).toBe(true));

it.each(["10.0.0.1", "8.8.8.8", "fd00::1"])("%s is no metadata service", (address) =>
  expect(isMetadataService(address)).toBe(false),
);
