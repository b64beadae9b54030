import { describe, expect, it } from "vitest";
import { commands } from "@/lib/cli/data/commands";
import { dataCommands } from "./cli-data.mjs";

describe("the launcher of commands", () => {
  it("knows by name the commands that need no console", () => {
    expect([...dataCommands].sort()).toEqual([...commands.keys()].sort());
  });
});
