"use client";

import { ArrowDown, ArrowUp, Ban, Check, PencilLine, Trash2 } from "lucide-react";
import { DeleteDialog } from "@/components/status/delete-dialog";
import { Badge } from "@/components/ui/badge";
import { Code } from "@/components/ui/code";
import { IconButton } from "@/components/ui/icon-button";
import type { ActionResult } from "@/lib/action";
import type { Policy } from "@/lib/governance/policy-schema";
import * as text from "@/text/governance";

export interface PolicyCardProps {
  policy: Policy;
  /** Each is offered where it is given. */
  onEdit?: () => void;
  onUp?: () => Promise<void>;
  onDown?: () => Promise<void>;
  onDelete?: () => Promise<ActionResult<unknown>>;
}

export function PolicyCard({ policy, ...changes }: PolicyCardProps) {
  const { name, subjects, predicates, paths } = policy;
  return (
    <li className="rounded-md border border-line bg-surface">
      <div className="flex items-center gap-2.5 border-b border-line py-1.5 pr-1.5 pl-3">
        <Effect allow={policy.allow} />
        <h3 className="min-w-0 text-sm font-medium wrap-anywhere">{name}</h3>
        <div className="ml-auto flex shrink-0">
          <Changes name={name} {...changes} />
        </div>
      </div>
      <dl className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-y-1.5 px-3 py-2.5 text-sm">
        <Patterns label={text.subjects} patterns={subjects} />
        <Patterns label={text.predicates} patterns={predicates} />
        <Patterns label={text.paths} patterns={paths} />
      </dl>
    </li>
  );
}

/** Whether a policy or decision allows, in word, shape and colour. */
export function Effect({
  allow,
  words = [text.allow, text.deny],
}: {
  allow: boolean;
  words?: [string, string];
}) {
  return allow ? (
    <Badge tone="ok" icon={<Check strokeWidth={2} />}>
      {words[0]}
    </Badge>
  ) : (
    <Badge tone="bad" icon={<Ban strokeWidth={2} />}>
      {words[1]}
    </Badge>
  );
}

function Patterns({ label, patterns }: { label: string; patterns: readonly string[] }) {
  return (
    <>
      <dt className="text-xs leading-5 text-ink-muted">{label}</dt>
      <dd className="flex min-w-0 flex-wrap gap-1 wrap-anywhere">
        {patterns.map((pattern) => (
          <Code key={pattern} className="max-w-full min-w-0">
            {pattern}
          </Code>
        ))}
      </dd>
    </>
  );
}

function Changes({
  name,
  onEdit,
  onUp,
  onDown,
  onDelete,
}: { name: string } & Omit<PolicyCardProps, "policy">) {
  return (
    <>
      {onUp && (
        <IconButton
          size="sm"
          label={text.moveUp(name)}
          icon={<ArrowUp strokeWidth={1.75} />}
          onClick={() => void onUp()}
        />
      )}
      {onDown && (
        <IconButton
          size="sm"
          label={text.moveDown(name)}
          icon={<ArrowDown strokeWidth={1.75} />}
          onClick={() => void onDown()}
        />
      )}
      {onEdit && (
        <IconButton
          size="sm"
          label={text.edit(name)}
          icon={<PencilLine strokeWidth={1.75} />}
          onClick={onEdit}
        />
      )}
      {onDelete && (
        <DeleteDialog
          name={name}
          kind="policy"
          description={text.deleteMeaning}
          trigger={
            <IconButton
              size="sm"
              label={text.deleteOf(name)}
              tooltip={false}
              icon={<Trash2 strokeWidth={1.75} />}
            />
          }
          onDelete={onDelete}
        />
      )}
    </>
  );
}
