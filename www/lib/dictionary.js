// The words of a bundle: labels of groups, roles, steps and ties, and what a control asks.
// Reads the documented bundle format; decides nothing.

/** Looks up the names that a bundle carries; `tell` says each by its key. */
export function dictionary(bundle, tell) {
  const typeNamed = (name) => bundle.types.find((type) => type.name === name);
  const group = (name) => bundle.groups.find((each) => each.name === name);
  const groupLabel = (name, label) => tell(`group.${name}`, label ?? name.split("::").at(-1));
  const roleLabel = (name) =>
    tell(`role.${name}`, bundle.roles.find((role) => role.name === name)?.label ?? name);
  return {
    pack: bundle.pack,
    groups: bundle.groups.map(({ name, label }) => ({ name, label: groupLabel(name, label) })),
    roles: bundle.roles.map((role) => ({
      name: role.name,
      label: roleLabel(role.name),
      groups: (role.groups ?? []).map((index) => bundle.groups[index].name),
    })),
    controlIds: bundle.controls.map((control) => control.id),
    groupLabel: (name) => groupLabel(name, group(name)?.label),
    groupCategory: (name) => {
      const category = group(name)?.category;
      return category ? tell(`category.${category}`, category) : "";
    },
    roleLabel,
    stepLabel: (type, name) =>
      tell(`transition.${type}.${name}`, lifecycleOf(typeNamed(type), name)?.label ?? name),
    stateLabel: (type, value) =>
      tell(`state.${type}.${value}`, stateLabel(typeNamed(type), value)),
    tieLabel: (type, attribute) => tell(`tie.${type}.${attribute}`,
      typeNamed(type)?.attributes?.find((each) => each.name === attribute)?.label
        ?? `be tied to it by ${attribute}`),
    hasAction: (name) => bundle.actions.some((action) => action.name === name),
    operationLabel: (name) => operationLabel(bundle, name, tell),
    question: (controlId) => question(bundle, controlId),
    policiesOn: (action, type) => policiesOn(bundle, action, type).map(({ reason, ...policy }) => (
      { ...policy, reason: tell(`policy.${policy.id}`, reason) })),
  };
}

/** What a request or the log names: an action, or a step of some type. */
function operationLabel(bundle, name, tell) {
  const action = bundle.actions.find((each) => each.name === name);
  if (action) return tell(`action.${name}`, action.label ?? name);
  const type = bundle.types.find((each) => lifecycleOf(each, name));
  return type
    ? tell(`transition.${type.name}.${name}`, lifecycleOf(type, name).label ?? name) : name;
}

function lifecycleOf(type, transition) {
  return type?.lifecycle?.transitions.find((each) => each.name === transition);
}

/** A state in words; the values of a Boolean are numbered 0 and 1. */
function stateLabel({ attributes, lifecycle }, value) {
  const { kind, values } = attributes[lifecycle.attribute];
  const index = kind === "bool" ? Number(value) : values.indexOf(value);
  return lifecycle.states[index] ?? String(value);
}

function question(bundle, controlId) {
  const control = bundle.controls.find((each) => each.id === controlId);
  if (!control) throw new Error(`unknown control \`${controlId}\` in pack \`${bundle.pack}\``);
  const actionName = (index) => bundle.actions[index]?.name;
  return {
    type: bundle.types[control.type].name,
    transition: control.transition,
    action: actionName(control.action),
    view: actionName(control.view),
    change: actionName(control.change),
  };
}

/** The policies that speak of an action on a type; where none is named, on any. */
function policiesOn(bundle, actionName, typeName) {
  const action = bundle.actions.find((each) => each.name === actionName);
  const rules = action.on
    .filter((rule) => !typeName || bundle.types[rule.type].name === typeName);
  return rules.flatMap((rule) => rule.policies ?? []).map((index) => bundle.policies[index]);
}
