import { Fragment } from "react";
import { Code } from "@/components/ui/code";
import { richText, type RichTextNode } from "./rich-text";

/** A description from a spec: text, code and links, nothing else. */
export function RichText({ source }: { source: string }) {
  return richText(source).map((node, index) => <Fragment key={index}>{draw(node)}</Fragment>);
}

function draw(node: RichTextNode) {
  switch (node.kind) {
    case "text":
      return node.text;
    case "code":
      return <Code>{node.text}</Code>;
    case "strong":
      return <strong className="font-medium text-ink">{node.text}</strong>;
    case "break":
      return <br />;
    case "link":
      return (
        <a
          href={node.href}
          target="_blank"
          rel="noopener noreferrer"
          className="focus-ring rounded-sm text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
        >
          {node.text}
        </a>
      );
  }
}
