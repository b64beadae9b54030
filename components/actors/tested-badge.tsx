import { BadgeCheck, TriangleAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { TestedOn } from "@/lib/connectors/labels";
import * as text from "@/text/actor-setup";

/** What a connector was really tested against, and nothing more. */
export function TestedBadge({ tested }: { tested: TestedOn }) {
  switch (tested.on) {
    case "server":
      return (
        <Badge tone="ok" icon={<BadgeCheck strokeWidth={1.75} aria-hidden />}>
          {text.testedOnServer(tested.server)}
        </Badge>
      );
    case "machine":
      return (
        <Badge tone="ok" icon={<BadgeCheck strokeWidth={1.75} aria-hidden />}>
          {text.testedOnMachine}
        </Badge>
      );
    case "nothing":
      return (
        <Badge tone="warn" icon={<TriangleAlert strokeWidth={1.75} aria-hidden />}>
          {text.notTested}
        </Badge>
      );
  }
}
