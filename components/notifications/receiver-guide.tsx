import { CodeBlock } from "@/components/ui/code";
import { Foldable } from "@/components/ui/section";

/** What a webhook gets, and how a receiver knows that it is from here. */
export function ReceiverGuide({ payload }: { payload: string }) {
  return (
    <div className="grid max-w-200 grid-cols-1 gap-3">
      <ul className="prose-width grid list-disc gap-1.5 pl-4 text-sm text-ink-muted">
        <li>
          Answer with 2xx within 10 s. Anything else is tried again for about eight hours, later and later.
        </li>
        <li>
          The same message may come twice, when an answer got lost: its header <Name>sluice-delivery</Name> is
          the same then. What happened has one <Name>occasion</Name>.
        </li>
        <li>
          <Name>sluice-signature</Name> is <Name>t=…,v1=…</Name>: v1 is HMAC-SHA256, in hexadecimal, with the
          signing secret over t, a full stop and the body as it came. Refuse what is older than five minutes.
        </li>
        <li>Fields are added over time; those that are there keep their meaning while version is 1.</li>
      </ul>
      <Foldable title="What is sent when a run fails">
        <CodeBlock text={payload} label="Copy the example" />
      </Foldable>
      <Foldable title="How to check the signature">
        <CodeBlock text={check} label="Copy the check" />
      </Foldable>
    </div>
  );
}

function Name({ children }: { children: string }) {
  return <code className="font-mono text-[0.92em] text-ink">{children}</code>;
}

const check = `import { createHmac, timingSafeEqual } from "node:crypto";

function isFromSluice(secret, signature, body) {
  const [, t, v1] = /^t=(\\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (!t || Math.abs(Date.now() / 1000 - Number(t)) > 300) return false;
  const expected = createHmac("sha256", secret).update(\`\${t}.\${body}\`).digest("hex");
  return timingSafeEqual(Buffer.from(expected), Buffer.from(v1));
}
`;
