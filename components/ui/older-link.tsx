import * as text from "@/text/ui";
import { ButtonLink } from "./button-link";

export interface OlderLinkProps {
  /** "Show older entries" */
  label: string;
  /** The page after this one; undefined where there is none. */
  olderHref: string | undefined;
  /** The first page, from one further back. */
  newestHref?: string | undefined;
}

/** The way on through a list that is read from its newest end. */
export function OlderLink({ label, olderHref, newestHref }: OlderLinkProps) {
  if ((olderHref ?? newestHref) === undefined) return null;
  return (
    <nav aria-label={text.pages} className="flex gap-2">
      {newestHref !== undefined && (
        <ButtonLink size="sm" variant="ghost" href={newestHref}>
          {text.backToNewest}
        </ButtonLink>
      )}
      {olderHref !== undefined && (
        <ButtonLink size="sm" href={olderHref} scroll={false}>
          {label}
        </ButtonLink>
      )}
    </nav>
  );
}
