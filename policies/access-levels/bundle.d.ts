// The types of the pack `access-levels`, written by `tollgate compile --types` from its bundle.

import type { Bundle } from "tollgate";

/** What TypeScript knows of the pack. */
export interface Pack {
  readonly name: "access-levels";
  readonly records: {
    readonly Workspace: {};
    readonly Shipment: {
      readonly bookedBy: string | number | { readonly id: string | number };
      readonly billedTo: string | number | { readonly id: string | number };
      readonly commissioned: readonly (string | number | { readonly id: string | number })[];
      readonly invoiced: boolean;
    };
    readonly Customer: {
      readonly commissioned: readonly (string | number | { readonly id: string | number })[];
    };
    readonly Staff: {};
  };
  readonly actions: {
    readonly openPortal: { readonly Workspace: never };
    readonly openMainApp: { readonly Workspace: never };
    readonly viewShipment: { readonly Shipment: "bookedBy" | "billedTo" | "commissioned" };
    readonly viewCost: { readonly Shipment: "commissioned" };
    readonly changeCost: { readonly Shipment: "commissioned" | "invoiced" };
    readonly viewBilledAmount: { readonly Shipment: "billedTo" | "commissioned" };
    readonly changeBilledAmount: { readonly Shipment: "commissioned" | "invoiced" };
    readonly viewCommission: { readonly Shipment: never };
    readonly changeCommission: { readonly Shipment: never };
    readonly createInvoice: { readonly Shipment: never };
    readonly viewCustomer: { readonly Customer: "commissioned" };
    readonly createCustomer: { readonly Workspace: never };
    readonly viewStaff: { readonly Staff: never };
    readonly manageCarriers: { readonly Workspace: never };
    readonly manageAccessorials: { readonly Workspace: never };
  };
  readonly contexts: {};
  readonly controls: {
    readonly "menu.main": { readonly Workspace: never };
    readonly "menu.portal": { readonly Workspace: never };
    readonly "menu.staff": { readonly Staff: never };
    readonly "menu.carriers": { readonly Workspace: never };
    readonly "menu.accessorials": { readonly Workspace: never };
    readonly "button.newCustomer": { readonly Workspace: never };
    readonly "row.shipment": { readonly Shipment: "bookedBy" | "billedTo" | "commissioned" };
    readonly "row.customer": { readonly Customer: "commissioned" };
    readonly "button.invoice": { readonly Shipment: "invoiced" };
    readonly "field.shipment.cost": { readonly Shipment: "commissioned" | "invoiced" };
    readonly "field.shipment.billedAmount": {
      readonly Shipment: "billedTo" | "commissioned" | "invoiced";
    };
    readonly "field.shipment.commission": { readonly Shipment: never };
  };
  readonly kinds: {
    readonly "menu.main": "menu";
    readonly "menu.portal": "menu";
    readonly "menu.staff": "menu";
    readonly "menu.carriers": "menu";
    readonly "menu.accessorials": "menu";
    readonly "button.newCustomer": "button";
    readonly "row.shipment": "row";
    readonly "row.customer": "row";
    readonly "button.invoice": "button";
    readonly "field.shipment.cost": "field";
    readonly "field.shipment.billedAmount": "field";
    readonly "field.shipment.commission": "field";
  };
  readonly controlContexts: {};
  readonly page:
    | "menu.main"
    | "menu.portal"
    | "menu.staff"
    | "menu.carriers"
    | "menu.accessorials"
    | "button.newCustomer";
  readonly choices: {};
  readonly transitions: {
    readonly invoice: { readonly Shipment: "invoiced" };
  };
  readonly lifecycles: {
    readonly Shipment: {
      readonly attribute: "invoiced";
      readonly steps: { readonly invoice: true };
    };
  };
  readonly permissions: never;
  readonly roles:
    | "Customer"
    | "Sales"
    | "SalesManager"
    | "Operations"
    | "OperationsManager"
    | "Accounting"
    | "AccountingManager"
    | "Admin";
  readonly groups:
    | "Level::Customer"
    | "Level::Sales"
    | "Level::Operations"
    | "Level::Accounting"
    | "Level::Admin"
    | "Role::Manager";
  readonly principal: {
    readonly customer?: string | number | { readonly id: string | number } | null | undefined;
  };
}

declare const bundle: Bundle<Pack>;
export default bundle;
