// Who may delete: the holders counted, with what the pack advises on how many there should be.

import { answer, recordOf } from "../lib/answers.js";
import { h } from "../lib/dom.js";
import { howMany, t } from "../lib/language.js";
import { adviceList, badge } from "../lib/parts.js";

/** The most that the pack advises for these. */
const FEW = 2;

const COUNTED = ["deleteCustomer", "deleteCompany"];

/** Who holds a permission, by name, of those whom one may see; null while that is on its way. */
export function holdersOf(permission) {
  const { data } = answer(`/api/permissions/${encodeURIComponent(permission)}/holders`);
  return data ? data.rows.map(recordOf) : null;
}

/** The permissions to delete, each with who holds it; nothing while that is on its way. */
export function deleteHolders(desk) {
  const holders = COUNTED.map(holdersOf);
  if (holders.includes(null)) return null;
  const labels = new Map(desk.policy.permissions.map(({ name, label }) => [name, label]));
  return h("section", { class: "card holders", "aria-labelledby": "holders-title" },
    h("h2", { id: "holders-title" }, t("Who may delete")),
    COUNTED.map((permission, index) => (
      holding(permission, labels.get(permission), holders[index]))),
    adviceList(desk.policy.grantAdvice("deleteCustomer", [])));
}

function holding(permission, label, holders) {
  const many = holders.length > FEW;
  return h("p", { "data-holders": permission },
    h("strong", {}, label), " ",
    badge(many ? "submitted" : "approved", howMany(holders.length, "1 person", "{count} people")),
    " ",
    holders.map(({ id, name }, index) => [index > 0 && ", ", h("a", {
      href: `#/users/${encodeURIComponent(id)}`, "data-key": `holder|${permission}|${id}`,
    }, name)]));
}
