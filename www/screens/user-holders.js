// Who may delete: the holders counted, with what the pack advises on how many there should be.

import { answer } from "../lib/answers.js";
import { h } from "../lib/dom.js";
import { t } from "../lib/language.js";
import { listQuery, listOf } from "../lib/listing.js";
import { adviceList, badge } from "../lib/parts.js";

/** The most that the pack advises for these. */
const FEW = 2;

const COUNTED = ["deleteCustomer", "deleteCompany"];

/** The permissions to delete, each with who holds it; nothing while that is on its way. */
export function deleteHolders(desk) {
  const { data } = answer("/api/permissions/holders");
  if (!data) return null;
  const labels = new Map(desk.policy.permissions.map(({ name, label }) => [name, label]));
  const { rows } = listOf("users", listQuery({ sort: "name" }), { size: 100 });
  const names = new Map((rows ?? []).map(({ id, name }) => [id, name]));
  return h("section", { class: "card holders", "aria-labelledby": "holders-title" },
    h("h2", { id: "holders-title" }, t("Who may delete")),
    COUNTED.map((permission) => holding(permission, labels.get(permission), data, names)),
    adviceList(desk.policy.grantAdvice("deleteCustomer", [])));
}

function holding(permission, label, data, names) {
  const holders = data[permission] ?? [];
  const many = holders.length > FEW;
  return h("p", { "data-holders": permission },
    h("strong", {}, label), " ",
    badge(many ? "submitted" : "approved", holders.length === 1
      ? t("1 person") : t("{count} people", { count: holders.length })), " ",
    holders.map((id, index) => [index > 0 && ", ", h("a", {
      href: `#/users/${encodeURIComponent(id)}`, "data-key": `holder|${permission}|${id}`,
    }, names.get(id) ?? id)]));
}
