import { describe, expect, it } from "vitest";
import { secretKeyFrom, type SecretKeys } from "./key";
import { redactText } from "./redact";
import { openSecrets, sealingKeyId, sealSecrets, SecretsUnreadableError } from "./seal";

const oldKey = secretKeyFrom("the-old-key-of-at-least-32-characters");
const newKey = secretKeyFrom("the-new-key-of-at-least-32-characters");
const keys: SecretKeys = { current: oldKey, previous: undefined };
const context = { workspaceId: "w-1", entityId: "s-1" };
const secrets = { password: "pä55word \u{1f511}", "keys.0": 42, account: { private_key: "x" } };

function seal(value = secrets, withKeys = keys): Uint8Array {
  const sealed = sealSecrets(context, value, withKeys);
  if (!sealed) throw new Error("nothing was sealed");
  return sealed;
}

describe("sealSecrets and openSecrets", () => {
  it("give back what was sealed", () => {
    expect(openSecrets(context, seal(), keys)).toEqual(secrets);
  });

  it("seal nothing where there is nothing, and open it as nothing", () => {
    expect(sealSecrets(context, {}, keys)).toBeNull();
    expect(openSecrets(context, null, keys)).toEqual({});
  });

  it("never seal the same secrets to the same bytes", () => {
    expect(Buffer.from(seal()).equals(Buffer.from(seal()))).toBe(false);
  });

  it("hold nothing readable", () => {
    expect(Buffer.from(seal({ ...secrets, password: "planted" })).toString("latin1")).not.toContain(
      "planted",
    );
  });

  it("open for their own workspace and row only", () => {
    const sealed = seal();
    for (const other of [
      { workspaceId: "w-2", entityId: "s-1" },
      { workspaceId: "w-1", entityId: "s-2" },
    ]) {
      expect(() => openSecrets(other, sealed, keys)).toThrow(SecretsUnreadableError);
    }
  });

  it("refuse every change of a byte and every cut", () => {
    const sealed = seal();
    for (let index = 0; index < sealed.length; index++) {
      const changed = Uint8Array.from(sealed, (byte, at) => (at === index ? byte ^ 1 : byte));
      expect(() => openSecrets(context, changed, keys)).toThrow(SecretsUnreadableError);
      expect(() => openSecrets(context, sealed.subarray(0, index), keys)).toThrow(SecretsUnreadableError);
    }
  });

  it("open with the previous key after a change of keys, and name the key that sealed", () => {
    const sealed = seal();
    expect(openSecrets(context, sealed, { current: newKey, previous: oldKey })).toEqual(secrets);
    expect(sealingKeyId(sealed)).toBe(oldKey.id);
    expect(sealingKeyId(seal(secrets, { current: newKey, previous: oldKey }))).toBe(newKey.id);
  });

  it("say which key is missing, without a word of any key", () => {
    const open = () => openSecrets(context, seal(), { current: newKey, previous: undefined });
    expect(open).toThrow(new RegExp(`sealed with key ${oldKey.id}.*${newKey.id}.*SLUICE_SECRET_KEY`));
    expect(open).not.toThrow(/the-new-key|the-old-key/);
  });

  it("mask what they open in logs from then on", () => {
    openSecrets(context, seal({ ...secrets, password: "opened-secret" }), keys);
    expect(redactText("login with opened-secret")).toBe("login with ***");
  });
});

describe("secretKeyFrom", () => {
  it("derives unrelated keys for different purposes, the same each time", () => {
    expect(oldKey.derive("a").equals(oldKey.derive("a"))).toBe(true);
    expect(oldKey.derive("a").equals(oldKey.derive("b"))).toBe(false);
    expect(oldKey.derive("a").equals(newKey.derive("a"))).toBe(false);
  });
});
