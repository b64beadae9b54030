import type { ReactNode } from "react";
import { describe, expect, it } from "vitest";
import { Catalogue } from "@/components/actors/catalogue";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Combobox } from "@/components/ui/combobox";
import { DateInput, DateTimeInput } from "@/components/ui/date-input";
import { Dialog } from "@/components/ui/dialog";
import { DropdownMenu } from "@/components/ui/dropdown-menu";
import { FilterBar } from "@/components/ui/filter-bar";
import { IconButton } from "@/components/ui/icon-button";
import { MultiSelect } from "@/components/ui/multi-select";
import { PlainButton } from "@/components/ui/plain-button";
import { Popover } from "@/components/ui/popover";
import { RadioCards } from "@/components/ui/radio-cards";
import { SecretInput } from "@/components/ui/secret-input";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import { Tabs } from "@/components/ui/tabs";
import { TagInput } from "@/components/ui/tag-input";
import { draw } from "./draw";

const options = [
  { value: "a", label: "A" },
  { value: "b", label: "B" },
];
const filter = { param: "state", label: "State", options };
const source = {
  id: "postgres",
  title: "PostgreSQL",
  summary: "Tables.",
  category: "databases",
  tested: { on: "server", server: "PostgreSQL" },
} as const;

/** Each with how many things of it are pressed. */
const controls: { name: string; count: number; control: ReactNode }[] = [
  { name: "a button", count: 1, control: <Button>Go</Button> },
  { name: "a button that sends a form", count: 1, control: <Button type="submit" /> },
  { name: "a button of an icon", count: 1, control: <IconButton label="Go" icon={null} /> },
  { name: "a button without a look", count: 1, control: <PlainButton>Go</PlainButton> },
  { name: "a checkbox", count: 1, control: <Checkbox checked onCheckedChange={never} /> },
  { name: "a switch", count: 1, control: <Switch checked onCheckedChange={never} /> },
  {
    name: "a choice of cards",
    count: 2,
    control: <RadioCards value="a" onValueChange={never} options={options} />,
  },
  {
    name: "tabs",
    count: 2,
    control: <Tabs label="Parts" tabs={options.map((tab) => ({ ...tab, content: tab.label }))} />,
  },
  { name: "a select", count: 1, control: <Select value="a" onValueChange={never} options={options} /> },
  { name: "a combobox", count: 1, control: <Combobox value="a" onValueChange={never} options={options} /> },
  {
    name: "a choice of many",
    count: 2,
    control: <MultiSelect value={["a"]} onValueChange={never} options={options} />,
  },
  { name: "a list of values", count: 1, control: <TagInput value={["a"]} onChange={never} /> },
  { name: "a date", count: 1, control: <DateInput value="" onChange={never} /> },
  { name: "an instant", count: 1, control: <DateTimeInput value="" onChange={never} /> },
  { name: "a secret", count: 1, control: <SecretInput value="" onChange={never} /> },
  { name: "a stored secret", count: 1, control: <SecretInput value={undefined} stored onChange={never} /> },
  { name: "a replaced secret", count: 2, control: <SecretInput value="" stored onChange={never} /> },
  { name: "a filter", count: 1, control: <FilterBar filters={[filter]} /> },
  { name: "what opens a menu", count: 1, control: <DropdownMenu trigger={<Button />}>{null}</DropdownMenu> },
  {
    name: "what opens a popover",
    count: 1,
    control: (
      <Popover label="More" trigger={<PlainButton />}>
        {null}
      </Popover>
    ),
  },
  { name: "what opens a dialog", count: 1, control: <Dialog title="More" trigger={<Button />} /> },
  {
    name: "a catalogue",
    count: 3,
    control: <Catalogue label="Source type" types={[source]} onChoose={never} />,
  },
];

describe("in the server's HTML", () => {
  it.each(controls)("$name is disabled until its code is there", ({ count, control }) => {
    const pressed = pressedIn(draw(control).html);
    expect(pressed).toHaveLength(count);
    for (const tag of pressed) expect(tag).toContain('aria-disabled="true"');
  });

  it("a button that sends a form sends none until its code is there", () => {
    const [tag] = pressedIn(draw(<Button type="submit">Save</Button>).html);
    expect(tag).toContain('type="submit"');
    expect(tag).toContain('formMethod="dialog"');
  });
});

/** The opening tags of what is pressed. */
function pressedIn(html: string): string[] {
  return (html.match(/<[a-z]+[^>]*>/g) ?? []).filter((tag) => /^<button| role="option"/.test(tag));
}

function never(): void {
  throw new Error("Nothing is pressed while a control is only drawn.");
}
