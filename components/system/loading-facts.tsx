import { Fact, FactList } from "@/components/settings/fact-list";
import { Loading, Skeleton } from "@/components/ui/data-state";

/** Facts that are on their way, in their places. */
export function LoadingFacts({ labels }: { labels: readonly string[] }) {
  return (
    <Loading>
      <FactList>
        {labels.map((label) => (
          <Fact key={label} label={label}>
            <Skeleton className="my-1 w-24" />
          </Fact>
        ))}
      </FactList>
    </Loading>
  );
}
