// What every entry offers, whichever way its engine comes.

export { TollgateError } from "./error.js";
export type { ErrorCode, Failure } from "./error.js";
export type {
  ActionName,
  AnyPack,
  Bundle,
  ChoiceId,
  ContextFor,
  ControlId,
  Gate,
  GroupName,
  LoadGate,
  LoadPolicy,
  PermissionName,
  Policy,
  PrincipalOf,
  RecordOf,
  ResourceFor,
  RoleName,
  Snapshot,
  TransitionName,
  TypeName,
} from "./pack.js";
export { loadGate, loadPolicy } from "./load.js";
export { Table } from "./table.js";
export type { RowError } from "./table.js";
export type {
  Advice,
  Change,
  ChoiceOption,
  Condition,
  ControlKind,
  ControlMode,
  ControlState,
  Context,
  Decision,
  Denial,
  Determining,
  Filter,
  FilterValue,
  Format,
  GateOptions,
  Help,
  Lifecycle,
  Op,
  Options,
  Permission,
  Principal,
  Resource,
  Scope,
  StateValue,
  Transition,
  TransitionDecision,
  TransitionState,
  Unlock,
} from "./types.js";
