import { describe, expect, it } from "vitest";
import { missingPackages } from "./install.mjs";

const platform = { os: "linux", cpu: "x64", libc: "glibc" };

describe("missingPackages", () => {
  const locked = {
    packages: {
      "": { version: "1.0.0" },
      "node_modules/a": { version: "1.0.0" },
      "node_modules/tool": { version: "2.0.0", dev: true },
      "node_modules/native-linux": {
        version: "1.0.0",
        optional: true,
        os: ["linux"],
        cpu: ["x64"],
        libc: ["glibc"],
      },
      "node_modules/native-musl": {
        version: "1.0.0",
        optional: true,
        os: ["linux"],
        cpu: ["x64"],
        libc: ["musl"],
      },
      "node_modules/native-mac": { version: "1.0.0", optional: true, os: ["darwin"], cpu: ["x64"] },
      "node_modules/only-for-wasm": { version: "1.0.0", optional: true },
    },
  };
  const everything = {
    packages: {
      "node_modules/a": { version: "1.0.0" },
      "node_modules/tool": { version: "2.0.0" },
      "node_modules/native-linux": { version: "1.0.0" },
    },
  };
  const without = (name: string) => ({
    packages: Object.fromEntries(Object.entries(everything.packages).filter(([key]) => key !== name)),
  });

  it("is empty when all that this platform needs is there", () => {
    expect(missingPackages(locked, everything, { dev: true, platform })).toEqual([]);
  });

  it("names what is not there", () => {
    const installed = without("node_modules/a");
    expect(missingPackages(locked, installed, { dev: true, platform })).toEqual(["node_modules/a"]);
  });

  it("names what is there in another version", () => {
    const installed = { packages: { ...everything.packages, "node_modules/a": { version: "0.9.0" } } };
    expect(missingPackages(locked, installed, { dev: true, platform })).toEqual(["node_modules/a"]);
  });

  it("asks for tools only for development", () => {
    const installed = without("node_modules/tool");
    expect(missingPackages(locked, installed, { dev: false, platform })).toEqual([]);
    expect(missingPackages(locked, installed, { dev: true, platform })).toEqual(["node_modules/tool"]);
  });

  it("asks for this platform's native packages, so that a folder copied from another system is noticed", () => {
    const installed = without("node_modules/native-linux");
    expect(missingPackages(locked, installed, { dev: false, platform })).toEqual([
      "node_modules/native-linux",
    ]);
  });
});
