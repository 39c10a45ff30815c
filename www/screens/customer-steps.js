// The steps of a customer's record; deactivating is asked about first, wherever it is pressed.

import { confirm } from "../lib/confirm.js";
import { deskOf } from "../lib/desk.js";
import { inside, t } from "../lib/language.js";
import { announce } from "../lib/pulse.js";
import { fire } from "../lib/write.js";
import { STATUS_WORDS } from "./customer-status.js";

const PACK = "client-metrics";

/** Takes a step that the gate allows. */
export function takeStep(customer, name, label) {
  if (name === "deactivate") askDeactivate(customer, label);
  else step(customer, name, label);
}

function askDeactivate(customer, label) {
  confirm({
    title: t("Deactivate {name}?", { name: customer.tradeName }),
    text: t("It cannot be edited or scored while it is inactive. " +
      "It can be reactivated at any time."),
    keep: t("Keep it active"), yes: t("Deactivate"), iconName: "power",
    isAllowed: () => deskOf(PACK)?.gate.control("row.deactivate", customer).state === "enabled",
    does: () => step(customer, "deactivate", label),
  });
}

async function step(customer, name, label) {
  const { record } = await fire("customers", customer, name, { label });
  if (!record) return;
  announce(t("{name} is now {status}.",
    { name: record.tradeName, status: inside(STATUS_WORDS[record.status]) }));
}
