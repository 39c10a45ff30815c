// Whom to ask to deactivate a company, for who may delete it and not deactivate it.

import { answer } from "../lib/answers.js";
import { h } from "../lib/dom.js";
import { icon } from "../lib/icons.js";
import { t } from "../lib/language.js";
import { listQuery, listOf } from "../lib/listing.js";
import { currentPerson } from "../lib/store.js";

/** How many are named. */
const NAMED = 3;

const PERMISSION = "Permission::";

/** Why deactivating is not offered, and who may; nothing where the company is inactive already. */
export function whoDeactivates(desk, company) {
  const decision = desk.gate.transition("deactivate", company);
  if (decision.allowed || decision.denial === "unavailable") return null;
  const people = holders(decision.unlock);
  return h("p", { class: "who-deactivates", "data-ask": "deactivate" },
    icon("power"),
    h("span", {}, h("strong", {}, t("You cannot deactivate it yourself.")), ` ${decision.message} `,
      people.length > 0 && [t("Ask somebody who may:"), " ", personLinks(people)]));
}

/** Who holds all that some alternative takes, one's own department first. */
function holders(unlock) {
  const { data } = answer("/api/permissions/holders");
  const { rows } = listOf("users", listQuery({ sort: "name" }), { size: 100 });
  if (!data || !rows) return [];
  const ways = unlock.map((changes) => changes.map(({ grant }) => grant))
    .filter((grants) => grants.every((grant) => grant?.startsWith(PERMISSION)))
    .map((grants) => grants.map((grant) => data[grant.slice(PERMISSION.length)] ?? []));
  const may = rows.filter(({ id }) => ways.some((way) => way.every((of) => of.includes(id))));
  const own = rows.find(({ id }) => id === currentPerson().id)?.department;
  const [near, far] = [true, false].map((is) => may.filter((it) => (it.department === own) === is));
  return [...near, ...far];
}

function personLinks(people) {
  const shown = people.slice(0, NAMED);
  const more = people.length - shown.length;
  return [
    shown.flatMap(({ id, name }, index) => [index > 0 && ", ", h("a", {
      href: `#/users/${encodeURIComponent(id)}`, "data-key": `ask|${id}`,
    }, name)]),
    more > 0 && ` ${t("and {count} more", { count: more })}`, ".",
  ];
}
