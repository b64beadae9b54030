import { describe, expect, it } from "vitest";
import type { ConfiguredStream } from "@/lib/catalog/schema";
import { InvalidInputError } from "@/lib/errors";
import { openMapperKeys, sealMapperKeys } from "./mapper-secrets";

const owner = { id: "c", workspaceId: "w" };
const path = ["streams", 0, "mappers", 0, "mapperConfiguration", "key"];

function encrypted(key?: string): ConfiguredStream[] {
  const configuration = { algorithm: "AES", targetField: "name", fieldNameSuffix: "", mode: "GCM" } as const;
  const mapperConfiguration = { ...configuration, padding: "NoPadding", ...(key ? { key } : {}) } as const;
  const mappers = [{ id: "m", type: "encryption" as const, mapperConfiguration }];
  return [{ name: "users", syncMode: "full_refresh_overwrite", cursorField: [], primaryKey: [], mappers }];
}

describe("the key of an encryption mapper", () => {
  it("is sealed, and a mask stands in its place", () => {
    const key = "00112233445566778899aabbccddeeff";
    const { streams, sealedSecrets } = sealMapperKeys(owner, encrypted(key));
    expect(JSON.stringify(streams)).not.toContain(key);
    expect(openMapperKeys({ ...owner, sealedSecrets })).toEqual({ m: key });
    expect(sealMapperKeys(owner, streams, { m: key }).streams).toEqual(streams);
  });

  it.each([
    ["is missing", undefined, "Enter the key"],
    ["is no hexadecimal number", "not a key, but long enough: 32 !!", "hexadecimal digits"],
    ["has a length that AES does not know", "00112233", "its key has 8 characters"],
  ])("is asked for where it %s, without a word of it", (_what, key, message) => {
    const seal = () => sealMapperKeys(owner, encrypted(key));
    expect(seal).toThrow(InvalidInputError);
    expect(seal).toThrow(
      expect.objectContaining({ issues: [{ path, message: expect.stringContaining(message) }] }),
    );
    if (key) expect(seal).not.toThrow(key);
  });
});
