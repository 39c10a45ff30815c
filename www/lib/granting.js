// What is advised before a permission is given: what the pack says, and what it leaves to the page.

import { h } from "./dom.js";
import { t } from "./language.js";

/** Roles of administrators. */
const ADMINISTRATORS = ["PartnerAdmin", "Admin", "OfficeAdmin"];

/**
 * The advice on giving a permission to somebody of these roles. That preferably an administrator
 * sets permissions is a wish of the vendor's, and no advice of the pack's.
 */
export function grantAdvice(policy, permission, roles) {
  const advice = policy.grantAdvice(permission, roles);
  const trusted = roles.some((role) => ADMINISTRATORS.includes(role));
  if (permission !== "setPermission" || trusted) return advice;
  const text = t("Set Permission is preferably for administrators: whoever holds it can tick any " +
    "box for anyone, even one they do not hold themselves.");
  return [...advice, { id: "preferably-administrators", text }];
}

/** Advice beneath the box that it speaks of. */
export function boxAdvice(advice) {
  return advice.map((each) => h("p", { class: "box-advice", "data-advice": each.id },
    h("strong", {}, t("Before you tick it:"), " "), each.text));
}
