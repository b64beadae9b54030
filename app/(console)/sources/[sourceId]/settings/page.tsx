import type { Metadata } from "next";
import { requireRole } from "@/lib/auth/current-session";
import { dependantsOfSource } from "@/lib/sources/service";
import { askedSource } from "@/lib/pages/asked";
import * as text from "@/text/actors";
import { ActorSettings } from "../../../actor-settings";

export const metadata: Metadata = { title: text.settingsTab };

interface SourceSettingsPageProps {
  params: Promise<{ sourceId: string }>;
}

export default async function SourceSettingsPage({ params }: SourceSettingsPageProps) {
  const scope = await requireRole("editor");
  const { sourceId } = await params;
  const source = await askedSource(sourceId);
  const dependants = await dependantsOfSource(scope, sourceId);
  return <ActorSettings kind="source" actor={source} dependants={dependants} />;
}
