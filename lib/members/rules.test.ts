import { describe, expect, it } from "vitest";
import { roles } from "@/lib/auth/roles";
import { refusalOfRemoval, refusalOfRole, rolesToGive, rolesToInvite } from "./rules";

describe("which roles may be given", () => {
  it.each([
    ["owner", "owner", ["owner", "admin", "editor", "viewer"]],
    ["owner", "viewer", ["owner", "admin", "editor", "viewer"]],
    ["admin", "owner", []],
    ["admin", "admin", ["admin", "editor", "viewer"]],
    ["admin", "viewer", ["admin", "editor", "viewer"]],
    ["editor", "viewer", []],
    ["viewer", "viewer", []],
  ] as const)("%s to another who is %s: %j", (own, target, given) => {
    expect(rolesToGive({ own, target, isSelf: false })).toEqual(given);
  });

  it("nobody may raise themself, and admins and owners may lower themselves", () => {
    const toSelf = roles.map((own) => rolesToGive({ own, target: own, isSelf: true }));
    expect(toSelf).toEqual([["owner", "admin", "editor", "viewer"], ["admin", "editor", "viewer"], [], []]);
  });

  it("invitations go as far, and only an owner invites owners", () => {
    expect(roles.map(rolesToInvite)).toEqual([
      ["owner", "admin", "editor", "viewer"],
      ["admin", "editor", "viewer"],
      [],
      [],
    ]);
  });
});

describe("a refusal", () => {
  it("says why a role is not given", () => {
    const admin = { own: "admin", target: "viewer", isSelf: false } as const;
    expect(refusalOfRole(admin, "editor")).toBeNull();
    expect(refusalOfRole(admin, "owner")).toBe("Only an owner makes or unmakes an owner.");
    expect(refusalOfRole({ ...admin, target: "admin", isSelf: true }, "owner")).toBe(
      "You cannot raise your own role from admin to owner.",
    );
    expect(refusalOfRole({ ...admin, own: "editor" }, "viewer")).toBe("Only owners and admins change roles.");
  });

  it("says why a member is not removed", () => {
    const admin = { own: "admin", target: "viewer", isSelf: false } as const;
    expect(refusalOfRemoval(admin)).toBeNull();
    expect(refusalOfRemoval({ ...admin, target: "owner" })).toBe("Only an owner removes an owner.");
    expect(refusalOfRemoval({ ...admin, own: "viewer" })).toBe("Only owners and admins remove members.");
  });
});
