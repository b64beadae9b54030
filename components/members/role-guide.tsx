import { roles } from "@/lib/auth/roles";
import * as text from "@/text/members";

/** What the roles mean, for whoever gives one. */
export function RoleGuide() {
  return (
    <dl className="grid max-w-200 grid-cols-1 gap-x-6 gap-y-2 text-sm md:grid-cols-[6rem_minmax(0,1fr)]">
      {roles.toReversed().map((role) => (
        <div key={role} className="contents">
          <dt className="font-medium max-md:-mb-1.5">{text.roles[role].label}</dt>
          <dd className="text-ink-muted">{text.roles[role].description}</dd>
        </div>
      ))}
    </dl>
  );
}
