import { Code } from "@/components/ui/code";
import { CopyButton } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Fact, FactList } from "./fact-list";

export function WorkspaceFacts({ id, createdAt }: { id: string; createdAt: Date }) {
  return (
    <FactList>
      <Fact label="Id">
        <Code>{id}</Code>
        <CopyButton text={id} label="Copy the workspace id" />
      </Fact>
      <Fact label="Created">
        <RelativeTime at={createdAt} />
      </Fact>
    </FactList>
  );
}
