"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NumberInput } from "@/components/ui/number-input";
import { SecretInput } from "@/components/ui/secret-input";
import { Select } from "@/components/ui/select";
import { TagInput } from "@/components/ui/tag-input";
import type { ChannelKind } from "@/lib/notifications/view";
import * as text from "@/text/notifications";
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
      <Text form={form} name="url" label={text.addressLabel} required placeholder={text.addressPlaceholder} />
      <Secret
        form={form}
        name="secret"
        label={text.signingSecret}
        isStored={isStored}
        help={text.signingSecretHelp}
      />
    </>
  );
}

function SlackFields({ form, stored }: FieldsProps) {
  return (
    <Secret
      form={form}
      name="url"
      label={text.webhookAddressLabel}
      required
      isStored={stored.includes("url")}
      help={text.webhookAddressHelp}
    />
  );
}

const securityOptions = [
  { value: "starttls", ...text.securities.starttls },
  { value: "tls", ...text.securities.tls },
  { value: "none", ...text.securities.none },
];

const usualPorts: Record<string, number> = { starttls: 587, tls: 465, none: 25 };

function EmailFields({ form, stored }: FieldsProps) {
  const { port, security, to } = form.draft.config;
  const isUsual = Object.values(usualPorts).includes(Number(port));
  return (
    <>
      <div className="grid gap-4 md:grid-cols-[minmax(0,1fr)_7rem]">
        <Text
          form={form}
          name="host"
          label={text.serverLabel}
          required
          placeholder={text.serverPlaceholder}
        />
        <Field id="channel-port" label={text.portLabel} required error={form.problemOf("port")}>
          <NumberInput
            integer
            value={numberOrText(port)}
            onChange={(value) => form.configure({ port: value ?? "" })}
          />
        </Field>
      </div>
      <Field id="channel-security" label={text.securityLabel} required error={form.problemOf("security")}>
        <Select
          value={String(security)}
          options={securityOptions}
          onValueChange={(value) =>
            form.configure({ security: value, ...(isUsual ? { port: usualPorts[value] } : {}) })
          }
        />
      </Field>
      <div className="grid gap-4 md:grid-cols-2">
        <Text form={form} name="user" label={text.userLabel} help={text.userHelp} />
        <Secret
          form={form}
          name="password"
          label={text.passwordLabel}
          isStored={stored.includes("password")}
        />
      </div>
      <Text
        form={form}
        name="from"
        label={text.fromLabel}
        required
        placeholder={text.fromPlaceholder}
        help={text.fromHelp}
      />
      <Field id="channel-to" label={text.to} required error={form.problemOf("to")} help={text.toHelp}>
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
