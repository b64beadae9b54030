import { expect, it } from "vitest";
import { groupCommands } from "./command";

it("groups commands in the order in which their groups first appear; those without one are actions", () => {
  const commands = [
    { id: "1", title: "Sources", group: "Go to" },
    { id: "2", title: "Sync now" },
    { id: "3", title: "Settings", group: "Go to" },
  ];
  expect(
    groupCommands(commands).map(({ group, commands: members }) => [group, members.map(({ id }) => id)]),
  ).toEqual([
    ["Go to", ["1", "3"]],
    ["Actions", ["2"]],
  ]);
});
