import { Fact, FactList } from "@/components/settings/fact-list";
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
    <FactList>
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
    </FactList>
  );
}
