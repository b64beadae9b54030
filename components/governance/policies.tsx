"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useMay } from "@/components/shell/only-for";
import { ReasonCard } from "@/components/status/reason-card";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/section";
import type { ActionError } from "@/lib/action";
import { call } from "@/lib/action/call";
import { replacePoliciesAction } from "@/lib/governance/actions";
import type { Policy, PolicyList } from "@/lib/governance/policy-schema";
import * as text from "@/text/governance";
import { PolicyCard } from "./policy-card";
import { PolicyDialog } from "./policy-dialog";

/** What the dialog is about: a policy at its place, or a new one at the end. */
type Edited = { index: number; policy: Policy | undefined } | undefined;

/** The list and its editor. Every change is saved at once, as the whole list. */
export function Policies({ stored }: { stored: PolicyList }) {
  const router = useRouter();
  const canEdit = useMay("admin");
  const [edited, setEdited] = useState<Edited>();
  const [saved, setSaved] = useState(stored);
  const [problem, setProblem] = useState<ActionError>();
  // What was saved from here is shown before the page is drawn anew; what others saved since comes with the page.
  const { policies, revision } = saved.revision > stored.revision ? saved : stored;

  async function save(next: Policy[]) {
    const result = await call(replacePoliciesAction)({ policies: next, revision });
    setProblem(!result.ok && isStale(result.error) ? result.error : undefined);
    if (!result.ok) return result;
    setSaved(result.data);
    return result;
  }

  function loadAgain() {
    setProblem(undefined);
    router.refresh();
  }

  async function move(index: number, by: -1 | 1) {
    const next = policies.filter((_, place) => place !== index);
    const moved = policies[index];
    if (moved) next.splice(index + by, 0, moved);
    const result = await save(next);
    if (!result.ok) setProblem(result.error);
  }

  const add = canEdit && (
    <Button
      icon={<Plus strokeWidth={1.75} />}
      onClick={() => setEdited({ index: policies.length, policy: undefined })}
    >
      {text.addPolicy}
    </Button>
  );
  return (
    <Section title={text.policiesTitle} description={text.policiesAbout} actions={add}>
      {problem && (
        <ReasonCard what={problem.message} actions={<Button onClick={loadAgain}>{text.loadAgain}</Button>} />
      )}
      {policies.length === 0 && (
        <ReasonCard tone="warn" what={text.noPolicy} advice={canEdit ? text.addOne : text.adminAddsOne} />
      )}
      <ol aria-label={text.policiesTitle} className="grid grid-cols-1 gap-2">
        {policies.map((policy, index) => (
          <PolicyCard
            key={policy.name}
            policy={policy}
            {...(canEdit && {
              onEdit: () => setEdited({ index, policy }),
              onDelete: () => save(policies.toSpliced(index, 1)),
              ...(index > 0 && { onUp: () => move(index, -1) }),
              ...(index < policies.length - 1 && { onDown: () => move(index, 1) }),
            })}
          />
        ))}
      </ol>
      {edited && (
        <PolicyDialog
          {...edited}
          onSave={(policy) => save(policies.toSpliced(edited.index, 1, policy))}
          onClose={() => setEdited(undefined)}
        />
      )}
    </Section>
  );
}

function isStale({ issues }: ActionError): boolean {
  return issues.some(({ path }) => path[0] === "revision");
}
