import Link from "next/link";
import { CodeBlock } from "@/components/ui/code";
import * as onboardingText from "@/text/onboarding";
import { shellCommands, type CommandFacts } from "./commands";

/** Commands to copy, for those who would rather not click. */
export function FromAShell(facts: CommandFacts) {
  return (
    <div className="grid grid-cols-1 gap-4">
      {shellCommands(facts).map(({ title, note, command }) => (
        <div key={title} className="grid grid-cols-1 gap-1.5">
          <h3 className="text-sm font-medium">{title}</h3>
          <CodeBlock text={command} label={onboardingText.copyCommand(title)} />
          <p className="text-xs text-ink-muted">{note}</p>
        </div>
      ))}
      <p className="text-sm text-ink-muted">
        {onboardingText.keyIsMadeUnder(
          <Link
            href="/profile/tokens"
            className="focus-ring rounded-sm text-accent underline underline-offset-2"
          >
            {onboardingText.apiKeysPlace}
          </Link>,
        )}
      </p>
    </div>
  );
}
