import * as onboardingText from "@/text/onboarding";

export interface ShellCommand {
  title: string;
  /** What it needs, or leaves behind. */
  note: string;
  command: string;
}

export interface CommandFacts {
  /** Origin and base path as people reach the console. */
  consoleUrl: string;
  connection: { id: string; name: string } | null;
}

/** Commands that work as they are copied: with this installation's address and the connection's id. */
export function shellCommands({ consoleUrl, connection }: CommandFacts): ShellCommand[] {
  const cli: ShellCommand = {
    title: onboardingText.withoutConsole,
    note: onboardingText.withoutConsoleNote,
    command: "npx sluice sync --from 'sample://?count=1000' --to duckdb:first.duckdb",
  };
  const api = `${consoleUrl}/api/public/v1`;
  const authorizationSample = `-H "authorization: Bearer $SLUICE_API_KEY"`;
  if (!connection)
    return [
      cli,
      {
        title: onboardingText.listOverApi,
        note: onboardingText.apiKeyNote,
        command: `curl -sS ${api}/sources ${authorizationSample}`,
      },
    ];
  const body = JSON.stringify({ connectionId: connection.id, jobType: "sync" });
  return [
    cli,
    {
      title: onboardingText.syncOverApi(connection.name),
      note: onboardingText.apiKeyNote,
      command: [
        `curl -sS -X POST ${api}/jobs \\`,
        `  ${authorizationSample} \\`,
        `  -H "content-type: application/json" \\`,
        `  -d '${body}'`,
      ].join("\n"),
    },
  ];
}
