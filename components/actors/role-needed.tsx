import { ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/data-state";

/** In the place of a form, for people whose role does not let them send it. */
export function RoleNeeded({ doing, backHref }: { doing: string; backHref: string }) {
  return (
    <Empty
      title={`To ${doing}, you need the role editor.`}
      drawing={null}
      action={<ButtonLink href={backHref}>Back</ButtonLink>}
    >
      An owner or admin can give it to you.
    </Empty>
  );
}
