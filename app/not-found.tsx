import { ButtonLink } from "@/components/ui/button-link";
import { Empty } from "@/components/ui/data-state";

export default function NotFound() {
  return (
    <Empty title="There is no such page here." action={<ButtonLink href="/">Go to the console</ButtonLink>}>
      It may have been deleted, or belong to another workspace.
    </Empty>
  );
}
