import type { Context } from "@/connectors/sdk";
import type { GateKeeping, WritePlace } from "../open-gate";

/** Where a destination that asks nobody may be written. */
export const openPlace: WritePlace = {
  workspaceId: null,
  workspace: "Lab",
  destination: "lab",
  requiresDecision: false,
  runNumber: null,
};

/** For destinations that ask no console. */
export function keepingOf(ctx: Context): GateKeeping {
  return { place: openPlace, ctx, askConsole: null };
}

/** A console that nobody is expected to ask. */
export function askNobody(): Promise<never> {
  return Promise.reject(new Error("The test did not expect the console to be asked."));
}
