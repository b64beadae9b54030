import { Fragment, type ReactNode } from "react";
import { Code } from "@/components/ui/code";
import { parseMarkdown, type Block, type Span } from "./markdown";

/** A connector's README beside its form. Text only: nothing in it becomes HTML. */
export function Docs({ markdown }: { markdown: string }) {
  return (
    <aside
      aria-label="Documentation"
      className="prose-width hidden content-start gap-3 text-sm text-ink-muted xl:grid"
    >
      {parseMarkdown(markdown).map((block, index) => (
        <BlockView key={index} block={block} />
      ))}
    </aside>
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
