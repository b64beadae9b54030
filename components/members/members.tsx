import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { Role } from "@/lib/auth/roles";
import { refusalOfRemoval, rolesToGive } from "@/lib/members/rules";
import type { MembershipView } from "@/lib/members/schema";
import * as text from "@/text/members";
import { RemoveMember } from "./remove-member";
import { RoleSelect } from "./role-select";

export interface MembersProps {
  members: MembershipView[];
  /** Who reads it. */
  own: { userId: string; role: Role };
}

/** Who is in the workspace, and as what. */
export function Members({ members, own }: MembersProps) {
  const ownerCount = members.filter(({ role }) => role === "owner").length;
  return (
    <Table label={text.title} framed>
      <THead>
        <TR>
          <TH grow>{text.nameColumn}</TH>
          <TH>{text.role}</TH>
          <TH>{text.joined}</TH>
          <TH align="right">{text.apiKeys}</TH>
          <TH>{text.lastKeyUseColumn}</TH>
          <TH>
            <span className="sr-only">{text.removeColumn}</span>
          </TH>
        </TR>
      </THead>
      <TBody>
        {members.map((member) => (
          <MemberRow
            key={member.userId}
            member={member}
            own={own}
            isLastOwner={member.role === "owner" && ownerCount === 1}
          />
        ))}
      </TBody>
    </Table>
  );
}

interface MemberRowProps {
  member: MembershipView;
  own: MembersProps["own"];
  isLastOwner: boolean;
}

function MemberRow({ member, own, isLastOwner }: MemberRowProps) {
  const { userId, name, email, role, joinedAt, keyCount, lastKeyUseAt } = member;
  const isSelf = userId === own.userId;
  const change = { own: own.role, target: role, isSelf };
  const mayGive = isLastOwner ? [] : rolesToGive(change);
  const mayLook = own.role === "owner" || own.role === "admin";
  return (
    <TR>
      <TD grow className="py-1.5">
        {mayLook ? <RowLink href={`/settings/members/${userId}`}>{name}</RowLink> : name}
        {isSelf && <span className="text-ink-faint">{` ${text.you}`}</span>}
        <span className="block truncate text-xs text-ink-faint">{email}</span>
      </TD>
      <TD>
        {mayGive.length > 0 ? (
          <RoleSelect member={{ userId, name, role }} mayGive={mayGive} isSelf={isSelf} />
        ) : (
          <span {...(isLastOwner ? { title: text.lastOwner } : {})}>{text.roles[role].label}</span>
        )}
      </TD>
      <TD muted>
        <RelativeTime at={joinedAt} />
      </TD>
      <TD align="right" muted>
        {keyCount}
      </TD>
      <TD muted>{lastKeyUseAt ? <RelativeTime at={lastKeyUseAt} /> : text.never}</TD>
      <TD>
        {!isSelf && !isLastOwner && refusalOfRemoval(change) === null && <RemoveMember member={member} />}
      </TD>
    </TR>
  );
}
