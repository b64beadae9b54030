import { describe, expect, it } from "vitest";
import { unprivilegedUser } from "./server-user";

describe("unprivilegedUser", () => {
  const root = "root:x:0:0:root:/root:/bin/sh\n";

  it("is the one with the number that stands for nobody", () => {
    const passwd = `${root}nobody:x:65534:65534::/:/bin/false\nann:x:1000:1000::/home/ann:/bin/sh\n`;
    expect(unprivilegedUser(passwd)).toEqual({ uid: 65534, gid: 65534 });
  });

  it("is the one called nobody where that number is not used", () => {
    expect(unprivilegedUser(`${root}nobody:x:99:98::/:/bin/false\n`)).toEqual({ uid: 99, gid: 98 });
  });

  it("is none rather than root or a person", () => {
    expect(unprivilegedUser(`${root}ann:x:1000:1000::/home/ann:/bin/sh\n`)).toBeUndefined();
    expect(unprivilegedUser("nobody:x:0:0::/:/bin/sh\n")).toBeUndefined();
    expect(unprivilegedUser("")).toBeUndefined();
  });
});
