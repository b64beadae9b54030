export interface ShellCommand {
  title: string;
  /** What it needs, or leaves behind. */
  note: string;
  text: string;
}

export interface CommandFacts {
  /** Origin and base path as people reach the console. */
  consoleUrl: string;
  connection: { id: string; name: string } | null;
}

/** Commands that work as they are copied: with this installation's address and the connection's id. */
export function shellCommands({ consoleUrl, connection }: CommandFacts): ShellCommand[] {
  const cli: ShellCommand = {
    title: "Sync without a console",
    note: "In the folder that Sluice is installed in: writes sample data to first.duckdb there.",
    text: "npx sluice sync --from 'sample://?count=1000' --to duckdb:first.duckdb",
  };
  const api = `${consoleUrl}/api/public/v1`;
  const authorization = `-H "authorization: Bearer $SLUICE_API_KEY"`;
  if (!connection)
    return [
      cli,
      {
        title: "List the sources over the API",
        note: "SLUICE_API_KEY holds one of your keys.",
        text: `curl -sS ${api}/sources ${authorization}`,
      },
    ];
  const body = JSON.stringify({ connectionId: connection.id, jobType: "sync" });
  return [
    cli,
    {
      title: `Sync ${connection.name} over the API`,
      note: "SLUICE_API_KEY holds one of your keys.",
      text: [
        `curl -sS -X POST ${api}/jobs \\`,
        `  ${authorization} \\`,
        `  -H "content-type: application/json" \\`,
        `  -d '${body}'`,
      ].join("\n"),
    },
  ];
}
