import { formatCountOf, formatInstant, formatRows } from "@/components/ui/format";
import * as nouns from "@/components/text/en/nouns";
import type { ConnectionFacts, RunFacts, TroubleFacts } from "./message";

export interface Words {
  title: string;
  text: string;
}

interface AboutRun {
  connection: ConnectionFacts;
  run: RunFacts;
  trouble: TroubleFacts | null;
}

/** "2026-11-30 03:00 UTC" */
export function instantText(instant: string | Date): string {
  return `${formatInstant(instant).slice(0, 16).replace("T", " ")} UTC`;
}

export function failedWords({ connection, run, trouble }: AboutRun, flaps: boolean): Words {
  const what = `Run ${run.number}${streamOf(run)} failed. ${reasonOf(run)}`;
  if (!trouble || trouble.failedRuns === 1) return { title: `${connection.name} failed`, text: what };
  const count = formatCountOf(trouble.failedRuns, nouns.run);
  const since = instantText(trouble.since);
  return flaps
    ? {
        title: `${connection.name} fails and recovers in turn`,
        text: `${what} ${count} failed since ${since}, others succeeded in between.`,
      }
    : {
        title: `${connection.name} still fails`,
        text: `${what} ${count} in a row failed since ${since}.`,
      };
}

export function recoveredWords({ connection, run, trouble }: AboutRun): Words {
  const { failedRuns = 0, since = "" } = trouble ?? {};
  return {
    title: `${connection.name} recovered`,
    text: `Run ${run.number} succeeded, after ${formatCountOf(failedRuns, nouns.run)} that failed since ${instantText(since)}.`,
  };
}

export function succeededWords({ connection, run }: AboutRun): Words {
  return {
    title: `${connection.name} succeeded`,
    text: `Run ${run.number} wrote ${formatRows(run.rowsWritten)}; every stream is verified.`,
  };
}

export function changeWaitsWords({ connection, run }: AboutRun): Words {
  return {
    title: `${connection.name}: a schema change waits for approval`,
    text: `Run ${run.number} found another schema at ${connection.source.name}. The connection is paused until someone approves the change.`,
  };
}

export function refusedWords({ connection, run }: AboutRun): Words {
  return {
    title: `${connection.name}: a write was refused`,
    text: `Run ${run.number} may not write to ${connection.destination.name}. Let a policy allow it, or give the destination another API key.`,
  };
}

export function quarantinedWords({ connection, run }: AboutRun): Words {
  const rows = formatRows(run.quarantinedRows);
  return {
    title: `${connection.name}: ${rows} in the quarantine`,
    text: `Run ${run.number} met ${rows} that cannot be written as they are. They wait with their reasons.`,
  };
}

export function heldWords(connection: ConnectionFacts, runNumber: number, stream: string): Words {
  return {
    title: `${connection.name}: rows wait for a decision`,
    text: `Run ${runNumber} brought far fewer rows of ${stream} than the one before. The table stays as it is until someone lets them in; after 3 days they are refused.`,
  };
}

export function checkWords(what: "source" | "destination", name: string, passedAt: Date): Words {
  return {
    title: `The ${what} ${name} does not pass its check any more`,
    text: `It passed last at ${instantText(passedAt)}. Its page says what has failed.`,
  };
}

export function keyWords(name: string, person: string, expiresAt: Date): Words {
  return {
    title: `The API key ${name} expires at ${instantText(expiresAt)}`,
    text: `It is ${person}'s. What uses it is refused from then on: make another under Profile › Tokens.`,
  };
}

function streamOf({ failure }: RunFacts): string {
  return failure?.stream ? ` (stream ${failure.stream})` : "";
}

/** By kind alone: the connector's own words may quote a row. */
function reasonOf({ failure }: RunFacts): string {
  switch (failure?.kind) {
    case "config":
      return "Something in a configuration has to be mended; the run's page says what.";
    case "auth":
      return "Credentials or rights were refused; the run's page says which.";
    case "transient":
      return "It was tried again until there was no point in it; the run's page says what stood in the way.";
    case "unverified":
      return "The destination does not hold what was read; the run's page has the numbers.";
    default:
      return "The cause was not expected; the run's page has its error id.";
  }
}
