// The customer with MUI: `disabled` of its components, and the props where the reason is wanted.

import Button from "@mui/material/Button";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import Slider from "@mui/material/Slider";
import { createTheme, ThemeProvider } from "@mui/material/styles";
import { useState } from "react";
import { useControl } from "tollgate/react";
import { show } from "./page.jsx";

const theme = createTheme({ colorSchemes: { dark: true } });

function Screen({ customer }) {
  const edit = useControl("row.edit", customer);
  const slider = useControl("slider.reliability", customer);
  const [edits, setEdits] = useState(0);
  const [reliability, setReliability] = useState(3);
  const [checked, setChecked] = useState(false);
  return (
    <ThemeProvider theme={theme}>
      <p>
        <Button id="disabled" disabled={edit.disabled} onClick={() => setEdits(edits + 1)}>
          Edit
        </Button>
        <Button id="props" onClick={() => setEdits(edits + 1)} {...edit.props}>
          Edit, and why not
        </Button>
      </p>
      <Slider
        id="slider"
        aria-label="Reliability"
        max={5}
        value={reliability}
        disabled={slider.disabled}
        onChange={(_, value) => setReliability(value)}
      />
      <FormControlLabel
        label="Reviewed"
        control={
          <Checkbox
            id="check"
            checked={checked}
            disabled={edit.disabled}
            onChange={(event) => setChecked(event.target.checked)}
          />
        }
      />
      <p id="values">{`${edits} ${reliability} ${checked}`}</p>
    </ThemeProvider>
  );
}

show(Screen);
