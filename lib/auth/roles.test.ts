import { describe, expect, it } from "vitest";
import { assertRole, hasRole, roles } from "./roles";

const user = (role: (typeof roles)[number]) => ({ kind: "user", id: "u-1", role }) as const;

describe("roles", () => {
  it("each may what those after it may, and not what those before it may", () => {
    const table = roles.map((role) => roles.filter((needed) => hasRole(user(role), needed)));
    expect(table).toEqual([
      ["owner", "admin", "editor", "viewer"],
      ["admin", "editor", "viewer"],
      ["editor", "viewer"],
      ["viewer"],
    ]);
  });

  it("an application stands in for an owner", () => {
    expect(hasRole({ kind: "application", id: "a-1" }, "owner")).toBe(true);
  });

  it("a refusal names the role that is needed and the one there is", () => {
    expect(() => assertRole({ workspaceId: "w-1", actor: user("viewer") }, "editor")).toThrow(
      "This needs the role editor in the workspace, and yours is viewer. Ask an owner or admin.",
    );
  });
});
