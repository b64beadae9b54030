import { ButtonLink } from "@/components/ui/button-link";
import { Empty } from "@/components/ui/data-state";
import * as text from "@/text/problems";

export default function NotFound() {
  return (
    <Empty title={text.noSuchPage} action={<ButtonLink href="/">{text.goToConsole}</ButtonLink>}>
      {text.mayBeDeleted}
    </Empty>
  );
}
