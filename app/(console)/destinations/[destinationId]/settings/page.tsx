import type { Metadata } from "next";
import { requireRole } from "@/lib/auth/current-session";
import { dependantsOfDestination } from "@/lib/destinations/service";
import { askedDestination } from "@/lib/pages/asked";
import * as text from "@/text/actors";
import { ActorSettings } from "../../../actor-settings";

export const metadata: Metadata = { title: text.settingsTab };

interface DestinationSettingsPageProps {
  params: Promise<{ destinationId: string }>;
}

export default async function DestinationSettingsPage({ params }: DestinationSettingsPageProps) {
  const scope = await requireRole("editor");
  const { destinationId } = await params;
  const destination = await askedDestination(destinationId);
  const dependants = await dependantsOfDestination(scope, destinationId);
  return <ActorSettings kind="destination" actor={destination} dependants={dependants} />;
}
