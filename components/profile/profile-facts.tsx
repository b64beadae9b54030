import { Fact, FactList } from "@/components/settings/fact-list";
import { Code } from "@/components/ui/code";
import { CopyButton } from "@/components/ui/copy-button";
import type { Role } from "@/lib/auth/roles";
import { roleNames } from "@/text/members";
import * as text from "@/text/profile";

export interface ProfileFactsProps {
  name: string;
  email: string;
  role: Role;
  workspace: string;
  /** As policies and decisions name the person. */
  subject: { id: string; tags: readonly string[] };
}

export function ProfileFacts({ name, email, role, workspace, subject }: ProfileFactsProps) {
  return (
    <FactList>
      <Fact label={text.name}>{name}</Fact>
      <Fact label={text.id}>
        <Code>{subject.id}</Code>
        <CopyButton text={subject.id} label={text.copyId} />
      </Fact>
      <Fact label={text.email}>{email}</Fact>
      <Fact label={text.type}>{text.person}</Fact>
      <Fact label={text.role}>{text.roleOf(roleNames[role], workspace)}</Fact>
      <Fact label={text.tags}>
        {subject.tags.map((tag) => (
          <Code key={tag} className="max-w-full min-w-0">
            {tag}
          </Code>
        ))}
      </Fact>
    </FactList>
  );
}
