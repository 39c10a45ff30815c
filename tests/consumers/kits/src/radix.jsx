// The customer with Radix: `disabled` of its primitives, and the props where the reason is wanted.

import { Checkbox, DropdownMenu, Slider } from "radix-ui";
import { useState } from "react";
import { useControl } from "tollgate/react";
import { show } from "./page.jsx";
import "./radix.css";

function Screen({ customer }) {
  const edit = useControl("row.edit", customer);
  const slider = useControl("slider.reliability", customer);
  const [edits, setEdits] = useState(0);
  const [reliability, setReliability] = useState(3);
  const [checked, setChecked] = useState(false);
  return (
    <>
      <p>
        <DropdownMenu.Root onOpenChange={(open) => open && setEdits(edits + 1)} modal={false}>
          <DropdownMenu.Trigger id="disabled" disabled={edit.disabled}>
            Edit
          </DropdownMenu.Trigger>
          <DropdownMenu.Content>
            <DropdownMenu.Item>Rename</DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Root>
        <DropdownMenu.Root onOpenChange={(open) => open && setEdits(edits + 1)} modal={false}>
          <DropdownMenu.Trigger id="props" {...edit.props}>
            Edit, and why not
          </DropdownMenu.Trigger>
          <DropdownMenu.Content>
            <DropdownMenu.Item>Rename</DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Root>
      </p>
      <Slider.Root
        id="slider"
        className="slider"
        max={5}
        value={[reliability]}
        disabled={slider.disabled}
        onValueChange={([value]) => setReliability(value)}
      >
        <Slider.Track className="track">
          <Slider.Range className="range" />
        </Slider.Track>
        <Slider.Thumb className="thumb" aria-label="Reliability" />
      </Slider.Root>
      <p>
        <Checkbox.Root
          id="check"
          aria-label="Reviewed"
          checked={checked}
          disabled={edit.disabled}
          onCheckedChange={setChecked}
        >
          {checked ? "Reviewed" : "Not reviewed"}
        </Checkbox.Root>
      </p>
      <p id="values">{`${edits} ${reliability} ${checked}`}</p>
    </>
  );
}

show(Screen);
