import type { ReactNode } from "react";
import { Code } from "@/components/ui/code";
import { CopyButton } from "@/components/ui/copy-button";

export interface ProfileFactsProps {
  name: string;
  email: string;
  role: string;
  workspace: string;
  /** As policies and decisions name the person. */
  subject: { id: string; tags: readonly string[] };
}

export function ProfileFacts({ name, email, role, workspace, subject }: ProfileFactsProps) {
  return (
    <dl className="grid max-w-160 grid-cols-1 gap-x-6 gap-y-3 text-sm md:grid-cols-[8rem_minmax(0,1fr)]">
      <Fact label="Name">{name}</Fact>
      <Fact label="Id">
        <Code>{subject.id}</Code>
        <CopyButton text={subject.id} label="Copy the id" />
      </Fact>
      <Fact label="E-mail">{email}</Fact>
      <Fact label="Type">person</Fact>
      <Fact label="Role">
        {role} of {workspace}
      </Fact>
      <Fact label="Tags">
        {subject.tags.map((tag) => (
          <Code key={tag} className="max-w-full min-w-0">
            {tag}
          </Code>
        ))}
      </Fact>
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-muted max-md:-mb-2">{label}</dt>
      <dd className="flex min-w-0 flex-wrap items-center gap-1 wrap-anywhere">{children}</dd>
    </>
  );
}
