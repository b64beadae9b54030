import type { Metadata } from "next";
import { ConnectionHead } from "@/components/connections/connection-head";
import { mapperWords } from "@/components/connections/mapper-words";
import { NormalizationForm } from "@/components/connections/normalization-form";
import { TransformedStreams, type TransformedStream } from "@/components/connections/transformed-streams";
import { Page } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { streamLabel } from "@/connectors/sdk";
import { faceFor } from "@/lib/connections/editor";
import type { ConnectionView } from "@/lib/connections/view";
import { askedConnection } from "@/lib/pages/asked";
import { streamKey } from "@/lib/sync/stream-key";
import * as text from "@/text/transformation";

export const metadata: Metadata = { title: text.title };

export default async function TransformationPage({ params }: { params: Promise<{ connectionId: string }> }) {
  const connection = await askedConnection((await params).connectionId);
  const { id, revision, normalization, policies } = connection;
  return (
    <Page>
      <ConnectionHead
        connection={connection}
        source={faceFor("source", connection.source.connector)}
        destination={faceFor("destination", connection.destination.connector)}
      />
      <Section title={text.normalization} description={text.aboutNormalization}>
        <NormalizationForm
          id={id}
          revision={revision}
          normalization={normalization}
          objects={policies.objects}
        />
      </Section>
      <Section title={text.streams} description={text.aboutStreams}>
        <TransformedStreams connection={{ id, revision }} streams={connection.streams.map(toTransformed)} />
      </Section>
    </Page>
  );
}

function toTransformed(stream: ConnectionView["streams"][number]): TransformedStream {
  const { namespace, name, selectedFields, mappers = [], arrays = "json", history, syncMode } = stream;
  return {
    key: streamKey(stream),
    ...(namespace === undefined ? {} : { namespace }),
    name,
    label: streamLabel(stream),
    selected: selectedFields?.length ?? null,
    mappers: mappers.map(mapperWords),
    arrays,
    history: syncMode === "incremental_deduped_history" ? (history ?? true) : null,
  };
}
