import { expect, it } from "vitest";
import { refusalOf } from "./refusal";

it("tells that someone else was first, and blames no field for it", () => {
  const message = "Someone has changed this source.";
  expect(refusalOf({ message, issues: [{ path: ["revision"], message }] })).toEqual({
    message,
    isStale: true,
    problems: [],
  });
});

it("brings what an update or a new one was refused for to the form's fields", () => {
  const wrong = { message: "is too short" };
  for (const path of [
    ["config", "tunnel", "key"],
    ["changes", "config", "tunnel", "key"],
  ])
    expect(refusalOf({ message: "Not usable.", issues: [{ path, ...wrong }] })).toMatchObject({
      isStale: false,
      problems: [{ path: ["tunnel", "key"], message: "is too short" }],
    });
});

it("leaves what is no field of the configuration to the message", () => {
  const issues = [{ path: ["config"], message: "Choose a write authentication." }];
  expect(refusalOf({ message: "Refused.", issues }).problems).toEqual([]);
});
