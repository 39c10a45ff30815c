// CASL: an ability a person, made once. The subject's type is read off the record, as its
// documentation has it for records that carry one; an action has one rule, CASL's quickest form.

import { AbilityBuilder, createMongoAbility } from "@casl/ability";
import { ACTIONS, flags } from "../workload.mjs";

const options = { detectSubjectType: (record) => record.type };

/** What a person may do, in CASL's terms. */
export function ability(person) {
  const { can, build } = new AbilityBuilder(createMongoAbility);
  const held = flags(person);
  if (held.view) can("viewCustomer", "Customer");
  if (held.view && held.edit) {
    can(["deactivateCustomer", "openClientMetrics", "linkIntegration"], "Customer");
    can("editCustomer", "Customer", { status: { $ne: "INAC" } });
    can(["completeCustomer", "activateCustomer"], "Customer", { informationComplete: true });
    can("activatePartialCustomer", "Customer", { informationComplete: false });
    can("scoreClientMetrics", "Customer", {
      status: held.clientMetrics ? { $ne: "INAC" } : "ACTV",
    });
  }
  return build(options);
}

export async function enter(people) {
  const gates = people.map(ability);
  return {
    can: (who, action, row) => gates[who].can(action, row),
    predicate: (who, action) => (row) => gates[who].can(action, row),
    gate: ability,
  };
}
