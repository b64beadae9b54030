"use client";

import { BookOpen } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Code } from "@/components/ui/code";
import { Sheet } from "@/components/ui/sheet";
import * as text from "@/text/actor-setup";
import { parseMarkdown, type Block, type Span } from "./markdown";

/** A connector's README beside its form, where there is room. */
export function DocsBeside({ markdown }: { markdown: string }) {
  return (
    <aside
      aria-label={text.documentation}
      className="sticky top-6 hidden max-h-[calc(100dvh-3rem)] overflow-y-auto xl:block"
    >
      <Docs markdown={markdown} />
    </aside>
  );
}

/** The same in a sheet, where there is none. */
export function DocsButton({ title, markdown }: { title: string; markdown: string }) {
  return (
    <span className="xl:hidden">
      <Sheet
        title={text.documentationOf(title)}
        size="lg"
        trigger={
          <Button size="sm" icon={<BookOpen strokeWidth={1.75} />}>
            {text.documentation}
          </Button>
        }
      >
        <Docs markdown={markdown} />
      </Sheet>
    </span>
  );
}

/** Text only: nothing in it becomes HTML. */
function Docs({ markdown }: { markdown: string }) {
  return (
    <div className="prose-width grid grid-cols-1 content-start gap-3 text-sm text-ink-muted">
      {parseMarkdown(markdown).map((block, index) => (
        <BlockView key={index} block={block} />
      ))}
    </div>
  );
}

function BlockView({ block }: { block: Block }) {
  switch (block.kind) {
    case "heading":
      return (
        <h2
          className={
            block.level === 1 ? "text-base font-semibold text-ink" : "mt-2 text-sm font-semibold text-ink"
          }
        >
          {spans(block.spans)}
        </h2>
      );
    case "paragraph":
      return <p>{spans(block.spans)}</p>;
    case "code":
      return <pre className="overflow-x-auto rounded-md bg-sunken p-3 font-mono text-xs">{block.text}</pre>;
    case "list":
      return (
        <ul className="list-disc space-y-1 pl-5">
          {block.items.map((item, index) => (
            <li key={index}>{spans(item)}</li>
          ))}
        </ul>
      );
    case "table":
      return (
        <div className="overflow-x-auto">
          <table className="w-full text-left text-xs">
            <tbody>
              {block.rows.map((row, index) => (
                <tr key={index} className={index === 0 ? "font-medium text-ink" : undefined}>
                  {row.map((cell, column) => (
                    <td key={column} className="border-b border-line px-2 py-1 align-top first:pl-0">
                      {spans(cell)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
  }
}

function spans(parts: Span[]): ReactNode {
  return parts.map((part, index) => (
    <Fragment key={index}>
      {part.kind === "code" ? (
        <Code>{part.text}</Code>
      ) : part.kind === "strong" ? (
        <strong className="text-ink">{part.text}</strong>
      ) : (
        part.text
      )}
    </Fragment>
  ));
}
