// Puts the page by the binding for React into its place.

import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { Page } from "./Page.jsx";

createRoot(globalThis.stage.getElementById("app")).render(createElement(Page));
