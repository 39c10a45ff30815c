// The types of the pack `client-metrics`, written by `tollgate compile --types` from its bundle.

import type { Bundle } from "tollgate";

/** What TypeScript knows of the pack. */
export interface Pack {
  readonly name: "client-metrics";
  readonly records: {
    readonly Workspace: {};
    readonly Customer: {
      readonly status: "PAIN" | "ACTV" | "INAC";
      readonly informationComplete: boolean;
    };
  };
  readonly actions: {
    readonly viewCustomers: { readonly Workspace: never };
    readonly viewCustomer: { readonly Customer: never };
    readonly createCustomer: { readonly Workspace: never };
    readonly editCustomer: { readonly Customer: "status" };
    readonly completeCustomer: { readonly Customer: "informationComplete" };
    readonly activateCustomer: { readonly Customer: "informationComplete" };
    readonly activatePartialCustomer: { readonly Customer: "informationComplete" };
    readonly deactivateCustomer: { readonly Customer: never };
    readonly openClientMetrics: { readonly Customer: never };
    readonly scoreClientMetrics: { readonly Customer: "status" };
    readonly linkIntegration: { readonly Customer: never };
    readonly manageMetricsCatalog: { readonly Workspace: never };
    readonly recalculateScores: { readonly Workspace: never };
  };
  readonly contexts: {};
  readonly controls: {
    readonly "menu.customers": { readonly Workspace: never };
    readonly "button.newCustomer": { readonly Workspace: never };
    readonly "button.clientMetrics": { readonly Workspace: never };
    readonly "button.recalculateScores": { readonly Workspace: never };
    readonly "row.view": { readonly Customer: never };
    readonly "row.edit": { readonly Customer: "status" };
    readonly "row.clientMetrics": { readonly Customer: never };
    readonly "row.deactivate": { readonly Customer: "status" };
    readonly "row.reactivate": { readonly Customer: "status" | "informationComplete" };
    readonly "row.linkFreshbooks": { readonly Customer: never };
    readonly "slider.reliability": { readonly Customer: "status" };
    readonly "form.customer": { readonly Customer: "status" };
  };
  readonly kinds: {
    readonly "menu.customers": "menu";
    readonly "button.newCustomer": "button";
    readonly "button.clientMetrics": "button";
    readonly "button.recalculateScores": "button";
    readonly "row.view": "rowAction";
    readonly "row.edit": "rowAction";
    readonly "row.clientMetrics": "rowAction";
    readonly "row.deactivate": "rowAction";
    readonly "row.reactivate": "rowAction";
    readonly "row.linkFreshbooks": "rowAction";
    readonly "slider.reliability": "slider";
    readonly "form.customer": "form";
  };
  readonly controlContexts: {};
  readonly page:
    | "menu.customers"
    | "button.newCustomer"
    | "button.clientMetrics"
    | "button.recalculateScores";
  readonly choices: {};
  readonly transitions: {
    readonly complete: { readonly Customer: "status" | "informationComplete" };
    readonly deactivate: { readonly Customer: "status" };
    readonly reactivate: { readonly Customer: "status" | "informationComplete" };
  };
  readonly lifecycles: {
    readonly Customer: {
      readonly attribute: "status";
      readonly steps: {
        readonly complete: "ACTV";
        readonly deactivate: "INAC";
        readonly reactivate: "PAIN" | "ACTV";
      };
    };
  };
  readonly permissions: "view" | "edit" | "clientMetrics";
  readonly roles: "Commercial" | "Administrator" | "ReadOnly";
  readonly groups: "Permission::view" | "Permission::edit" | "Permission::clientMetrics";
  readonly principal: {};
}

declare const bundle: Bundle<Pack>;
export default bundle;
