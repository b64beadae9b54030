"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NumberInput } from "@/components/ui/number-input";
import { SecretInput } from "@/components/ui/secret-input";
import { Select } from "@/components/ui/select";
import { TagInput } from "@/components/ui/tag-input";
import type { ChannelKind } from "@/lib/notifications/view";
import type { ChannelForm, FieldValue } from "./use-channel-form";

export interface ChannelFieldsProps {
  kind: ChannelKind;
  form: ChannelForm;
  /** Secrets that are stored: they are kept unless they are replaced. */
  stored: readonly string[];
}

/** What a kind of channel has to know. */
export function ChannelFields({ kind, ...props }: ChannelFieldsProps) {
  switch (kind) {
    case "webhook":
      return <WebhookFields {...props} />;
    case "email":
      return <EmailFields {...props} />;
    case "slack":
      return <SlackFields {...props} />;
  }
}

type FieldsProps = Omit<ChannelFieldsProps, "kind">;

function WebhookFields({ form, stored }: FieldsProps) {
  const isStored = stored.includes("secret");
  return (
    <>
      <Text form={form} name="url" label="Address" required placeholder="https://example.com/sluice" />
      <Secret
        form={form}
        name="secret"
        label="Signing secret"
        isStored={isStored}
        help="Every request is signed with it. Left empty, one is made and shown once."
      />
    </>
  );
}

function SlackFields({ form, stored }: FieldsProps) {
  return (
    <Secret
      form={form}
      name="url"
      label="Webhook address"
      required
      isStored={stored.includes("url")}
      help="From Slack: Apps › Incoming Webhooks. Whoever has it can write to the channel, so it is stored encrypted."
    />
  );
}

const securityOptions = [
  {
    value: "starttls",
    label: "STARTTLS",
    description: "Goes on to TLS before anything is said. Usually port 587.",
  },
  { value: "tls", label: "TLS", description: "From the first byte. Usually port 465." },
  {
    value: "none",
    label: "None",
    description: "Everything in the clear, the password too. Usually port 25.",
  },
];

const usualPorts: Record<string, number> = { starttls: 587, tls: 465, none: 25 };

function EmailFields({ form, stored }: FieldsProps) {
  const { port, security, to } = form.draft.config;
  const isUsual = Object.values(usualPorts).includes(Number(port));
  return (
    <>
      <div className="grid gap-4 md:grid-cols-[minmax(0,1fr)_7rem]">
        <Text form={form} name="host" label="Server" required placeholder="smtp.example.com" />
        <Field id="channel-port" label="Port" required error={form.problemOf("port")}>
          <NumberInput
            integer
            value={numberOrText(port)}
            onChange={(value) => form.configure({ port: value ?? "" })}
          />
        </Field>
      </div>
      <Field id="channel-security" label="Security" required error={form.problemOf("security")}>
        <Select
          value={String(security)}
          options={securityOptions}
          onValueChange={(value) =>
            form.configure({ security: value, ...(isUsual ? { port: usualPorts[value] } : {}) })
          }
        />
      </Field>
      <div className="grid gap-4 md:grid-cols-2">
        <Text form={form} name="user" label="User" help="Empty where the server asks for none." />
        <Secret form={form} name="password" label="Password" isStored={stored.includes("password")} />
      </div>
      <Text
        form={form}
        name="from"
        label="From"
        required
        placeholder="Sluice <sluice@example.com>"
        help="An address that the server lets this user send from."
      />
      <Field
        id="channel-to"
        label="To"
        required
        error={form.problemOf("to")}
        help="Enter or a comma adds an address."
      >
        <TagInput
          inputMode="email"
          value={Array.isArray(to) ? to : []}
          onChange={(addresses) => form.configure({ to: addresses })}
        />
      </Field>
    </>
  );
}

interface OneField {
  form: ChannelForm;
  name: string;
  label: string;
  help?: string;
  required?: boolean;
}

function Text({
  form,
  name,
  label,
  help,
  required = false,
  placeholder,
}: OneField & { placeholder?: string }) {
  return (
    <Field id={`channel-${name}`} label={label} required={required} help={help} error={form.problemOf(name)}>
      <Input
        value={String(form.draft.config[name] ?? "")}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => form.configure({ [name]: event.target.value })}
      />
    </Field>
  );
}

function Secret({ form, name, label, help, required = false, isStored }: OneField & { isStored: boolean }) {
  const value = form.draft.config[name];
  return (
    <Field id={`channel-${name}`} label={label} required={required} help={help} error={form.problemOf(name)}>
      <SecretInput
        stored={isStored}
        value={typeof value === "string" ? value : undefined}
        onChange={(next) => form.configure({ [name]: next })}
      />
    </Field>
  );
}

function numberOrText(value: FieldValue): number | string | undefined {
  return Array.isArray(value) || value === "" ? undefined : value;
}
