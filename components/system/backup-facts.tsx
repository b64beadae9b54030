import { Fact, FactList } from "@/components/settings/fact-list";
import { Code, CodeBlock } from "@/components/ui/code";
import { RelativeTime } from "@/components/ui/relative-time";
import * as text from "@/text/system";

const backupCommand = "npm run sluice -- backup sluice.backup";
const secretKeyVariable = "SLUICE_SECRET_KEY";
const restoreCommand = "npm run sluice -- restore sluice.backup";

export interface BackupFactsProps {
  /** Of the last one that is known. */
  last: { at: Date; file: string } | null;
  /** Where the key is that opens the secrets in it; null: in the environment. */
  secretKeyFile: string | null;
}

/** How to make a backup, and how old the last one is. */
export function BackupFacts({ last, secretKeyFile }: BackupFactsProps) {
  return (
    <div className="grid grid-cols-1 gap-4">
      <FactList>
        <Fact label={text.lastBackup}>
          {last ? (
            <>
              <RelativeTime at={last.at} />, <Code className="min-w-0">{last.file}</Code>
            </>
          ) : (
            text.noBackupKnown
          )}
        </Fact>
        <Fact label={text.secretKey}>
          <Code className="min-w-0">{secretKeyFile ?? text.keyInEnvironment(secretKeyVariable)}</Code>
          <span className="text-ink-muted">{text.secretKeyOpens}</span>
        </Fact>
      </FactList>
      <div className="grid max-w-160 grid-cols-1 gap-3">
        <Step title={text.writeBackup} command={backupCommand} />
        <Step title={text.bringBack} command={restoreCommand} />
      </div>
    </div>
  );
}

function Step({ title, command }: { title: string; command: string }) {
  return (
    <div className="grid grid-cols-1 gap-1.5">
      <span className="text-sm">{title}</span>
      <CodeBlock text={command} label={text.copyStep(title)} />
    </div>
  );
}
