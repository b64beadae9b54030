import { Code } from "@/components/ui/code";
import { CopyButton } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/relative-time";
import * as text from "@/text/settings";
import { Fact, FactList } from "./fact-list";

export function WorkspaceFacts({ id, createdAt }: { id: string; createdAt: Date }) {
  return (
    <FactList>
      <Fact label={text.idFact}>
        <Code>{id}</Code>
        <CopyButton text={id} label={text.copyWorkspaceId} />
      </Fact>
      <Fact label={text.createdFact}>
        <RelativeTime at={createdAt} />
      </Fact>
    </FactList>
  );
}
