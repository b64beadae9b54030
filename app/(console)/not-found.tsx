import { NothingHere } from "@/components/console/nothing-here";

/** Within the shell: what is asked for by id and is not there. */
export default function ConsoleNotFound() {
  return <NothingHere />;
}
