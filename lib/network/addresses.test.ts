import { expect, it } from "vitest";
import { isLinkLocal, isPrivate } from "./addresses";

it.each([
  "127.0.0.1",
  "10.1.2.3",
  "172.31.0.1",
  "192.168.1.1",
  "100.64.0.1",
  "::1",
  "fd00::1",
  "::ffff:10.0.0.1",
])("%s is private", (address) => expect(isPrivate(address)).toBe(true));

it.each(["8.8.8.8", "172.32.0.1", "2001:4860:4860::8888", "::ffff:8.8.8.8", "", "localhost"])(
  "%j is not private",
  (address) => expect(isPrivate(address)).toBe(false),
);

it.each(["169.254.169.254", "fe80::1", "::ffff:169.254.169.254"])("%s is link-local", (address) =>
  expect(isLinkLocal(address)).toBe(true),
);
