// The reasons of what is off, as a component of React.

import { useEffect } from "react";
import { showReasons } from "../tooltip.js";

/** Shows the reasons of a page for as long as it is there: once in an application is enough. */
export function Reasons(): null {
  useEffect(() => showReasons(), []);
  return null;
}
