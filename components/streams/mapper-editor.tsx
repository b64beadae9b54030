"use client";

import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/data-state";
import { DropdownMenu, MenuItem } from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";
import type { Mapper } from "@/lib/normalization/shape/mappers";
import * as text from "@/text/mappers";
import { fieldsBefore, mapperTypes, newMapper } from "./mapper-draft";
import { MapperFields } from "./mapper-fields";

export interface MapperEditorProps {
  /** Those that are moved, in the order of the rows. */
  fields: string[];
  mappers: Mapper[];
  onChange: (mappers: Mapper[]) => void;
}

/** What is done to rows before they leave the worker, in this order. */
export function MapperEditor({ fields, mappers, onChange }: MapperEditorProps) {
  const replace = (index: number, mapper: Mapper) => onChange(mappers.with(index, mapper));

  function move(index: number, step: 1 | -1) {
    const moved = mappers[index];
    if (moved) onChange(mappers.toSpliced(index, 1).toSpliced(index + step, 0, moved));
  }

  return (
    <div className="grid grid-cols-1 gap-3">
      {mappers.length === 0 && (
        <Empty title={text.noMapper} drawing={null} className="py-6">
          {text.about}
        </Empty>
      )}
      <ol aria-label={text.mappers} className="grid grid-cols-1 gap-3">
        {mappers.map((mapper, index) => (
          <li key={mapper.id} className="grid gap-3 rounded-md border border-line p-3">
            <div className="flex items-center gap-1">
              <span className="mr-auto text-sm font-medium">
                {index + 1}. {text.titles[mapper.type]}
              </span>
              <IconButton
                size="sm"
                type="button"
                label={text.moveUp(index + 1)}
                icon={<ArrowUp strokeWidth={1.75} />}
                disabled={index === 0}
                onClick={() => move(index, -1)}
              />
              <IconButton
                size="sm"
                type="button"
                label={text.moveDown(index + 1)}
                icon={<ArrowDown strokeWidth={1.75} />}
                disabled={index === mappers.length - 1}
                onClick={() => move(index, 1)}
              />
              <IconButton
                size="sm"
                type="button"
                label={text.remove(index + 1)}
                icon={<Trash2 strokeWidth={1.75} />}
                onClick={() => onChange(mappers.toSpliced(index, 1))}
              />
            </div>
            <MapperFields
              mapper={mapper}
              fields={fieldsBefore(fields, mappers, index)}
              onChange={(next) => replace(index, next)}
            />
          </li>
        ))}
      </ol>
      <div>
        <DropdownMenu
          align="start"
          trigger={
            <Button size="sm" type="button" icon={<Plus strokeWidth={1.75} />}>
              {text.addMapper}
            </Button>
          }
        >
          {mapperTypes.map((type) => (
            <MenuItem
              key={type}
              onSelect={() => {
                const left = fieldsBefore(fields, mappers, mappers.length);
                onChange([...mappers, newMapper(type, left[0] ?? "")]);
              }}
            >
              {text.titles[type]}
            </MenuItem>
          ))}
        </DropdownMenu>
      </div>
    </div>
  );
}
