import { describe, expect, it } from "vitest";
import { subjectIdOf, subjectOf } from "./subject";

const userId = "0199a2b4-7c3d-7e5f-8a9b-0c1d1f3c9a2b";

describe("the subject that a member is", () => {
  it("has tags for the person, the role and what the member was given", () => {
    const email = "jane@example.com";
    expect(subjectOf({ userId, email, role: "editor", tags: ["dataos:u:user", "roles:id:editor"] })).toEqual({
      id: "jane-1f3c9a2b",
      tags: ["users:id:jane-1f3c9a2b", "roles:id:editor", "dataos:u:user"],
    });
  });

  it.each([
    ["Jane.Doe@example.com", "jane.doe-1f3c9a2b"],
    ["jane+etl@example.com", "jane-etl-1f3c9a2b"],
    ['"a:b/*"@example.com', "-a-b--1f3c9a2b"],
    ["jürgen@example.com", "j-rgen-1f3c9a2b"],
  ])("is called after the local part of %s: %s", (email, id) => {
    expect(subjectIdOf({ userId, email })).toBe(id);
  });

  it("differs for two people of the same local part", () => {
    const other = { userId: "0199a2b4-7c3d-7e5f-8a9b-0c1d00000000", email: "jane@example.org" };
    expect(subjectIdOf(other)).not.toBe(subjectIdOf({ userId, email: "jane@example.com" }));
  });
});
