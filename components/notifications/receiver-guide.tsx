import { CodeBlock } from "@/components/ui/code";
import { Foldable } from "@/components/ui/section";
import * as text from "@/text/notifications";

/** What a webhook gets, and how a receiver knows that it is from here. */
export function ReceiverGuide({ payload }: { payload: string }) {
  return (
    <div className="grid max-w-200 grid-cols-1 gap-3">
      <ul className="prose-width grid list-disc gap-1.5 pl-4 text-sm text-ink-muted">
        <li>{text.answerInTime}</li>
        <li>{text.mayComeTwice(<Name>{"sluice-delivery"}</Name>, <Name>{"occasion"}</Name>)}</li>
        <li>{text.howSigned(<Name>{"sluice-signature"}</Name>, <Name>t=…,v1=…</Name>)}</li>
        <li>{text.fieldsAreAdded}</li>
      </ul>
      <Foldable title={text.exampleTitle}>
        <CodeBlock text={payload} label={text.copyExample} />
      </Foldable>
      <Foldable title={text.checkTitle}>
        <CodeBlock text={checkSample} label={text.copyCheck} />
      </Foldable>
    </div>
  );
}

function Name({ children }: { children: string }) {
  return <code className="font-mono text-[0.92em] text-ink">{children}</code>;
}

const checkSample = `import { createHmac, timingSafeEqual } from "node:crypto";

function isFromSluice(secret, signature, body) {
  const [, t, v1] = /^t=(\\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (!t || Math.abs(Date.now() / 1000 - Number(t)) > 300) return false;
  const expected = createHmac("sha256", secret).update(\`\${t}.\${body}\`).digest("hex");
  return timingSafeEqual(Buffer.from(expected), Buffer.from(v1));
}
`;
