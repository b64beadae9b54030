import { StateDot } from "@/components/status/state-dot";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import * as healthText from "@/text/health";
import * as text from "@/text/system";

export interface HealthTableProps {
  /** Each part, what it is, and why it is not well; null where it is. */
  parts: { name: string; what: string; trouble: keyof typeof healthText.troubles | null }[];
}

export function HealthTable({ parts }: HealthTableProps) {
  return (
    <Table label={text.healthTitle} framed>
      <THead>
        <TR>
          <TH>{text.partColumn}</TH>
          <TH>{text.stateColumn}</TH>
          <TH grow>{text.whatColumn}</TH>
        </TR>
      </THead>
      <TBody>
        {parts.map(({ name, what, trouble }) => (
          <TR key={name}>
            <TD>{name}</TD>
            <TD>
              <span className="flex items-center gap-2">
                <StateDot state={trouble === null ? "ok" : "bad"} />
                {trouble === null ? text.well : healthText.troubles[trouble]}
              </span>
            </TD>
            <TD grow muted title={what}>
              {what}
            </TD>
          </TR>
        ))}
      </TBody>
    </Table>
  );
}
