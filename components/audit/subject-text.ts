import type { SubjectName } from "@/lib/audit/subjects";
import * as text from "@/text/audit";

/** What an entry is about, as people call it. */
export function subjectText(subject: SubjectName): string {
  switch (subject.kind) {
    case "name":
      return subject.name;
    case "run":
      return text.run(subject.number);
    case "workspace":
      return text.workspace;
  }
}
