"use client";

import { useState, type ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Combobox } from "@/components/ui/combobox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SecretInput } from "@/components/ui/secret-input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { secretMask } from "@/lib/secrets/mask";
import type { Mapper } from "@/lib/normalization/shape/mappers";
import * as text from "@/text/mappers";
import { randomHex, simpleCondition, withCondition } from "./mapper-draft";

export interface MapperFieldsProps {
  mapper: Mapper;
  /** What there is at this mapper's place. */
  fields: string[];
  onChange: (mapper: Mapper) => void;
}

/** The settings of one mapper. */
export function MapperFields({ mapper, fields, onChange }: MapperFieldsProps) {
  switch (mapper.type) {
    case "field-filtering":
      return (
        <Settings description={text.meanings[mapper.type]}>
          <FieldSelect
            fields={fields}
            value={mapper.mapperConfiguration.targetField}
            onChange={(targetField) => onChange({ ...mapper, mapperConfiguration: { targetField } })}
          />
        </Settings>
      );
    case "field-renaming": {
      const { mapperConfiguration } = mapper;
      const set = (part: Partial<typeof mapperConfiguration>) =>
        onChange({ ...mapper, mapperConfiguration: { ...mapperConfiguration, ...part } });
      return (
        <Settings description={text.meanings[mapper.type]}>
          <FieldSelect
            fields={fields}
            value={mapperConfiguration.originalFieldName}
            onChange={(originalFieldName) => set({ originalFieldName })}
          />
          <TextField
            label={text.newName}
            value={mapperConfiguration.newFieldName}
            onChange={(newFieldName) => set({ newFieldName })}
          />
        </Settings>
      );
    }
    case "row-filtering":
      return <ConditionFields mapper={mapper} fields={fields} onChange={onChange} />;
    case "hashing": {
      const { mapperConfiguration } = mapper;
      const set = (part: Partial<typeof mapperConfiguration>) =>
        onChange({ ...mapper, mapperConfiguration: { ...mapperConfiguration, ...part } });
      return (
        <Settings description={text.meanings[mapper.type]}>
          <FieldSelect
            fields={fields}
            value={mapperConfiguration.targetField}
            onChange={(targetField) => set({ targetField })}
          />
          <Field label={text.hashMethod}>
            <Select
              value={mapperConfiguration.method}
              onValueChange={(method) => set({ method: method as typeof mapperConfiguration.method })}
              options={hashMethods.map((value) => ({ value, label: value }))}
            />
          </Field>
          <TextField
            label={text.suffix}
            value={mapperConfiguration.fieldNameSuffix}
            onChange={(fieldNameSuffix) => set({ fieldNameSuffix })}
          />
        </Settings>
      );
    }
    case "encryption":
      return <EncryptionFields mapper={mapper} fields={fields} onChange={onChange} />;
  }
}

const hashMethods = ["SHA-256", "SHA-512", "SHA-384", "SHA-224", "SHA-1", "MD5", "MD2"] as const;

type RowFilter = Extract<Mapper, { type: "row-filtering" }>;

function ConditionFields({ mapper, fields, onChange }: MapperFieldsProps & { mapper: RowFilter }) {
  const condition = simpleCondition(mapper);
  if (!condition) return <p className="text-sm text-ink-muted">{text.manyConditions}</p>;
  const set = (part: Partial<typeof condition>) => onChange(withCondition(mapper, { ...condition, ...part }));
  return (
    <Settings description={text.meanings["row-filtering"]}>
      <FieldSelect fields={fields} value={condition.field} onChange={(field) => set({ field })} />
      <Field label={text.condition}>
        <Select
          value={condition.is}
          onValueChange={(is) => set({ is: is === "equal" ? "equal" : "unequal" })}
          options={[
            { value: "equal", label: text.equals },
            { value: "unequal", label: text.doesNotEqual },
          ]}
        />
      </Field>
      <TextField label={text.value} value={condition.value} onChange={(value) => set({ value })} />
    </Settings>
  );
}

type Encryption = Extract<Mapper, { type: "encryption" }>;

function EncryptionFields({ mapper, fields, onChange }: MapperFieldsProps & { mapper: Encryption }) {
  const { mapperConfiguration: configuration } = mapper;
  const { targetField, fieldNameSuffix } = configuration;
  const set = (mapperConfiguration: Encryption["mapperConfiguration"]) =>
    onChange({ ...mapper, mapperConfiguration });
  return (
    <Settings description={text.meanings.encryption}>
      <FieldSelect
        fields={fields}
        value={targetField}
        onChange={(next) => set({ ...configuration, targetField: next })}
      />
      <Field label={text.algorithm}>
        <Select
          value={configuration.algorithm}
          onValueChange={(algorithm) =>
            set(
              algorithm === "RSA"
                ? { algorithm, targetField, fieldNameSuffix, publicKey: "" }
                : {
                    algorithm: "AES",
                    targetField,
                    fieldNameSuffix,
                    mode: "GCM",
                    padding: "NoPadding",
                    key: "",
                  },
            )
          }
          options={(["AES", "RSA"] as const).map((value) => ({
            value,
            label: value,
            description: text.algorithmMeanings[value],
          }))}
        />
      </Field>
      <TextField
        label={text.suffix}
        value={fieldNameSuffix}
        onChange={(next) => set({ ...configuration, fieldNameSuffix: next })}
      />
      {configuration.algorithm === "RSA" ? (
        <Field label={text.publicKey} required className="md:col-span-3" help={text.publicKeyHelp}>
          <Textarea
            mono
            value={configuration.publicKey}
            onChange={(event) => set({ ...configuration, publicKey: event.target.value })}
          />
        </Field>
      ) : (
        <AesFields configuration={configuration} onChange={set} />
      )}
    </Settings>
  );
}

type Aes = Extract<Encryption["mapperConfiguration"], { algorithm: "AES" }>;

function AesFields({ configuration, onChange }: { configuration: Aes; onChange: (next: Aes) => void }) {
  const { mode, padding, key } = configuration;
  const isStored = key === undefined || key === secretMask;
  const [wasStored] = useState(isStored);
  return (
    <>
      <Field label={text.mode}>
        <Select
          value={mode}
          onValueChange={(next) => onChange({ ...configuration, mode: next as Aes["mode"] })}
          options={(["GCM", "CBC", "CTR", "CFB", "OFB", "ECB"] as const).map((value) => ({
            value,
            label: value,
          }))}
        />
      </Field>
      <Field label={text.padding}>
        <Select
          value={padding}
          onValueChange={(next) => onChange({ ...configuration, padding: next as Aes["padding"] })}
          options={(["NoPadding", "PKCS5Padding"] as const).map((value) => ({
            value,
            label: text.paddings[value],
          }))}
        />
      </Field>
      <Field
        label={text.key}
        required
        className="md:col-span-3"
        help={text.keyHelp}
        aside={
          <Button
            size="sm"
            variant="ghost"
            type="button"
            onClick={() => onChange({ ...configuration, key: randomHex(32) })}
          >
            {text.makeKey}
          </Button>
        }
      >
        <SecretInput
          stored={wasStored}
          value={isStored ? undefined : key}
          onChange={(next) => onChange({ ...configuration, key: next ?? secretMask })}
        />
      </Field>
    </>
  );
}

function Settings({ description, children }: { description: string; children: ReactNode }) {
  return (
    <div className="grid gap-3 md:grid-cols-3">
      {children}
      <p className="text-xs text-ink-muted md:col-span-3">{description}</p>
    </div>
  );
}

interface OneFieldProps {
  value: string;
  onChange: (value: string) => void;
}

function FieldSelect({ fields, value, onChange }: OneFieldProps & { fields: string[] }) {
  const isLost = value !== "" && !fields.includes(value);
  return (
    <Field label={text.field} required error={isLost ? text.noSuchField : undefined}>
      <Combobox
        value={value || undefined}
        onValueChange={onChange}
        options={fields.map((name) => ({ value: name, label: name }))}
      />
    </Field>
  );
}

function TextField({ label, value, onChange }: OneFieldProps & { label: string }) {
  return (
    <Field label={label}>
      <Input mono value={value} onChange={(event) => onChange(event.target.value)} />
    </Field>
  );
}
