// The types of the pack `office`, written by `tollgate compile --types` from its bundle.

import type { Bundle } from "tollgate";

/** What TypeScript knows of the pack. */
export interface Pack {
  readonly name: "office";
  readonly records: {
    readonly User: { readonly id: string | number };
    readonly Workspace: {};
    readonly Period: { readonly closed: boolean };
    readonly Request: {
      readonly status: "open" | "granted" | "declined";
      readonly requester: string | number | { readonly id: string | number };
    };
  };
  readonly actions: {
    readonly viewAuditLog: { readonly Workspace: never };
    readonly manageTeams: { readonly Workspace: never };
    readonly delegateApproval: { readonly User: "id" };
    readonly viewPeriod: { readonly Period: never };
    readonly closePeriod: { readonly Period: never };
    readonly reopenPeriod: { readonly Period: never };
    readonly addUser: { readonly Workspace: never };
    readonly viewAccess: { readonly User: never };
    readonly changeAccess: { readonly User: "id" };
    readonly askForAccess: { readonly Workspace: never };
    readonly viewRequest: { readonly Request: "requester" };
    readonly grantRequest: { readonly Request: "requester" };
    readonly declineRequest: { readonly Request: "requester" };
  };
  readonly contexts: {};
  readonly controls: {
    readonly "menu.auditLog": { readonly Workspace: never };
    readonly "menu.teams": { readonly Workspace: never };
    readonly "button.delegateApproval": { readonly User: "id" };
    readonly "row.period": { readonly Period: never };
    readonly "row.closePeriod": { readonly Period: "closed" };
    readonly "row.reopenPeriod": { readonly Period: "closed" };
    readonly "button.addUser": { readonly Workspace: never };
    readonly "form.access": { readonly User: "id" };
    readonly "button.askForAccess": { readonly Workspace: never };
    readonly "row.request": { readonly Request: "requester" };
    readonly "row.grantRequest": { readonly Request: "status" | "requester" };
    readonly "row.declineRequest": { readonly Request: "status" | "requester" };
  };
  readonly kinds: {
    readonly "menu.auditLog": "menu";
    readonly "menu.teams": "menu";
    readonly "button.delegateApproval": "button";
    readonly "row.period": "row";
    readonly "row.closePeriod": "rowAction";
    readonly "row.reopenPeriod": "rowAction";
    readonly "button.addUser": "button";
    readonly "form.access": "field";
    readonly "button.askForAccess": "button";
    readonly "row.request": "row";
    readonly "row.grantRequest": "rowAction";
    readonly "row.declineRequest": "rowAction";
  };
  readonly controlContexts: {};
  readonly page: "menu.auditLog" | "menu.teams" | "button.addUser" | "button.askForAccess";
  readonly choices: {};
  readonly transitions: {
    readonly close: { readonly Period: "closed" };
    readonly reopen: { readonly Period: "closed" };
    readonly grant: { readonly Request: "status" | "requester" };
    readonly decline: { readonly Request: "status" | "requester" };
  };
  readonly lifecycles: {
    readonly Period: {
      readonly attribute: "closed";
      readonly steps: {
        readonly close: true;
        readonly reopen: false;
      };
    };
    readonly Request: {
      readonly attribute: "status";
      readonly steps: {
        readonly grant: "granted";
        readonly decline: "declined";
      };
    };
  };
  readonly permissions: never;
  readonly roles: "Owner" | "OfficeManager" | "Bookkeeper" | "Lead" | "Member";
  readonly groups:
    | "Duty::audit"
    | "Duty::teams"
    | "Duty::periods"
    | "Duty::people"
    | "Duty::access";
  readonly principal: {};
}

declare const bundle: Bundle<Pack>;
export default bundle;
