import { CodeBlock } from "@/components/ui/code";
import * as text from "@/text/applications";

/** Requests that can be pasted into a shell, with this installation's own address. */
export function ApiHowTo({ apiUrl }: { apiUrl: string }) {
  return (
    <ol className="grid max-w-200 grid-cols-1 gap-4">
      {stepsFor(apiUrl).map(({ title, command }) => (
        <li key={title} className="grid grid-cols-1 gap-1.5">
          <span className="text-sm">{title}</span>
          <CodeBlock text={command} label={text.copyStep(title)} />
        </li>
      ))}
    </ol>
  );
}

function stepsFor(apiUrl: string): { title: string; command: string }[] {
  return [
    {
      title: text.getToken,
      command: [
        `curl -X POST ${apiUrl}/applications/token \\`,
        "  -H 'content-type: application/json' \\",
        `  -d '{"client_id": "CLIENT_ID", "client_secret": "CLIENT_SECRET"}'`,
      ].join("\n"),
    },
    {
      title: text.listWorkspaces,
      command: `curl ${apiUrl}/workspaces -H 'authorization: Bearer TOKEN'`,
    },
    {
      title: text.startSync,
      command: [
        `curl -X POST ${apiUrl}/jobs \\`,
        "  -H 'authorization: Bearer TOKEN' -H 'content-type: application/json' \\",
        `  -d '{"connectionId": "CONNECTION_ID", "jobType": "sync"}'`,
      ].join("\n"),
    },
  ];
}
