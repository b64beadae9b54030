import { ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/data-state";

/** Within the shell: what is asked for by id and is not there. */
export default function ConsoleNotFound() {
  return (
    <Empty
      title="There is nothing under this address."
      action={<ButtonLink href="/">Go to the console</ButtonLink>}
    >
      It may have been deleted, or belong to another workspace.
    </Empty>
  );
}
