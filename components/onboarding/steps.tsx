import { Check } from "lucide-react";
import Link from "next/link";
import { OnlyFor } from "@/components/shell/only-for";
import { ButtonLink } from "@/components/ui/button-link";
import { cn } from "@/components/ui/cn";
import type { Onboarding } from "@/lib/onboarding/schema";
import * as text from "@/text/onboarding";

interface Step {
  title: string;
  description: string;
  isDone: boolean;
  /** What there is of it, and where. */
  count: string;
  listHref: string;
  action: { href: string; label: string };
}

/** The way in, with what is done of it; the first step that is not done has the one primary action. */
export function Steps({ facts }: { facts: Onboarding }) {
  const steps = stepsOf(facts);
  const next = steps.findIndex((step) => !step.isDone);
  return (
    <ol className="overflow-hidden rounded-md border border-line bg-surface">
      {steps.map((step, index) => (
        <li
          key={step.title}
          className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-3 last:border-b-0"
          {...(index === next ? { "aria-current": "step" as const } : {})}
        >
          <StepMark number={index + 1} isDone={step.isDone} isNext={index === next} />
          <div className="grid min-w-48 flex-1 gap-0.5">
            <h3 className="text-sm font-medium">{step.title}</h3>
            <p className="text-xs text-ink-muted">
              {step.isDone ? (
                <Link
                  href={step.listHref}
                  className="focus-ring rounded-sm underline-offset-2 hover:underline"
                >
                  {step.count}
                </Link>
              ) : (
                step.description
              )}
            </p>
          </div>
          {/* With everything done, each step is a way to do it once more. */}
          {(index === next || step.isDone) && (
            <OnlyFor role="editor">
              <ButtonLink
                href={step.action.href}
                size={index === next ? "md" : "sm"}
                variant={index === next ? "primary" : "ghost"}
              >
                {step.action.label}
              </ButtonLink>
            </OnlyFor>
          )}
        </li>
      ))}
    </ol>
  );
}

function StepMark({ number, isDone, isNext }: { number: number; isDone: boolean; isNext: boolean }) {
  return (
    <span
      className={cn(
        "grid size-7 shrink-0 place-items-center rounded-full text-xs font-medium tabular-nums",
        isDone ? "bg-ok-soft text-ok" : isNext ? "bg-accent-soft text-accent" : "bg-sunken text-ink-faint",
      )}
    >
      {isDone ? <Check className="size-4" strokeWidth={2} aria-hidden /> : number}
      <span className="sr-only">{isDone ? text.stepDone : isNext ? text.stepNext : text.stepLater}</span>
    </span>
  );
}

function stepsOf(facts: Onboarding): Step[] {
  const connection = facts.firstConnectionId ? `/connections/${facts.firstConnectionId}` : "/connections";
  return [
    {
      title: text.sourceTitle,
      description: text.sourceMeaning,
      isDone: facts.sources > 0,
      count: text.sourceCount(facts.sources),
      listHref: "/sources",
      action: { href: "/sources/new", label: text.newSource },
    },
    {
      title: text.destinationTitle,
      description: text.destinationMeaning,
      isDone: facts.destinations > 0,
      count: text.destinationCount(facts.destinations),
      listHref: "/destinations",
      action: {
        href:
          facts.destinations === 0 && facts.firstSourceId
            ? `/sources/${facts.firstSourceId}/add-destination`
            : "/destinations/new",
        label: text.newDestination,
      },
    },
    {
      title: text.syncTitle,
      description: text.syncMeaning,
      isDone: facts.verifiedRuns > 0,
      count: text.syncCount(facts.connections, facts.verifiedRuns),
      listHref: connection,
      action:
        facts.connections > 0 && facts.verifiedRuns === 0
          ? { href: connection, label: text.openConnection }
          : { href: newConnectionHref(facts), label: text.newConnection },
    },
  ];
}

/** With both ends where there is only one of each. */
function newConnectionHref({ sources, destinations, firstSourceId, firstDestinationId }: Onboarding): string {
  const areChosen = sources === 1 && destinations === 1 && firstSourceId && firstDestinationId;
  return areChosen
    ? `/connections/new?source=${firstSourceId}&destination=${firstDestinationId}`
    : "/connections/new";
}
