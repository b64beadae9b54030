import { describe, expect, it } from "vitest";
import { cookieNames } from "./session-token";

describe("cookieNames", () => {
  it("are marked secure where the console is reached by https", () => {
    expect(cookieNames("https://sluice.example.com/airbyte").session).toBe("__Secure-sluice-session");
  });

  it("differ between two consoles on one host", () => {
    const [first, second] = [cookieNames("http://127.0.0.1:3000"), cookieNames("http://127.0.0.1:3001")];
    expect(first.session).not.toBe(second.session);
    expect(first.csrf).not.toBe(second.csrf);
  });
});
