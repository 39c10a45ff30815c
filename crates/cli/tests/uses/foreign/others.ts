// What looks like ours and is not, or cannot be seen: nothing here is a finding.

import { controls } from "./controls";

/* gate.can("inAComment") */
["a", "b"].filter("x");
map.control("zoom", {});
ability.can("read", "Article");
yup.check("email");
d3.scope("chart").transition("fade").filter("blur");
pool.options("max").table(rows, ["id", "name"]).predicate("x");
navigate.can("go");
explain("plan", { transition: "nested loop" });
database.explain({ action: "select" });
_.filter(rows, { transition: "fade" });
rows.filter({ action: "x", transition: "y" });
gate.filter({ note: "x", ...transition });
gate.can(action, row);
gate.can(`edit${type}`, row);
gate.can("edit" + type, row);
gate.open("door");
gate.controls("Company");
useControls("speed");
element.setAttribute("data-test", "x");
element.dataset.test = "x";
stimulus({ "data-action": "click->menu#open" });
button.setAttribute("data-action", "menu#open");

type Control = "row.company" | "row.user";
interface Labels { "form.company": string }
declare function paint(control: "status.company"): void;
