// The types of the pack `alvys`, written by `tollgate compile --types` from its bundle.

import type { Bundle } from "tollgate";

/** What TypeScript knows of the pack. */
export interface Pack {
  readonly name: "alvys";
  readonly records: {
    readonly User: {};
    readonly Workspace: {};
    readonly Company: {
      readonly companyType:
        | "Customer"
        | "BrokerOr3PL"
        | "Shipper"
        | "Warehouse"
        | "Factoring"
        | "Other";
      readonly status: "Active" | "OnHold" | "Inactive" | "Disabled";
      readonly hasCurrentLoads?: boolean | null | undefined;
      readonly hasLoadHistory?: boolean | null | undefined;
    };
  };
  readonly actions: {
    readonly viewCompanies: { readonly Workspace: never };
    readonly viewCompany: { readonly Company: never };
    readonly createCompany: { readonly Company: "companyType" };
    readonly importCustomers: { readonly Workspace: never };
    readonly editCompany: { readonly Company: "companyType" };
    readonly changeCompanyType: { readonly Company: "companyType" };
    readonly setCompanyStatus: { readonly Company: "companyType" };
    readonly deleteCompany: { readonly Company: "companyType" };
    readonly viewCustomerRate: { readonly Company: "companyType" };
    readonly editCustomerRate: { readonly Company: "companyType" };
    readonly bookLoad: { readonly Company: "companyType" | "status" };
    readonly progressLoad: { readonly Company: "companyType" };
    readonly viewUser: { readonly User: never };
    readonly setPermissions: { readonly User: never };
  };
  readonly contexts: {
    readonly changeCompanyType: {
      readonly to: "Customer" | "BrokerOr3PL" | "Shipper" | "Warehouse" | "Factoring" | "Other";
    };
  };
  readonly controls: {
    readonly "menu.companies": { readonly Workspace: never };
    readonly "row.company": { readonly Company: never };
    readonly "button.newCompany": { readonly Company: "companyType" };
    readonly "form.newCompany.companyType": { readonly Company: never };
    readonly "form.newCompany": { readonly Company: "companyType" };
    readonly "button.importCustomers": { readonly Workspace: never };
    readonly "form.company": { readonly Company: "companyType" };
    readonly "form.company.companyType": { readonly Company: "companyType" };
    readonly "status.company": { readonly Company: "companyType" };
    readonly "button.deleteCompany": { readonly Company: "companyType" };
    readonly "form.customerRate": { readonly Company: "companyType" };
    readonly "button.progressLoad": { readonly Company: "companyType" };
    readonly "button.bookLoad": { readonly Company: "companyType" | "status" };
    readonly "row.user": { readonly User: never };
    readonly "form.userPermissions": { readonly User: never };
  };
  readonly kinds: {
    readonly "menu.companies": "menu";
    readonly "row.company": "row";
    readonly "button.newCompany": "button";
    readonly "form.newCompany.companyType": "choice";
    readonly "form.newCompany": "form";
    readonly "button.importCustomers": "button";
    readonly "form.company": "form";
    readonly "form.company.companyType": "choice";
    readonly "status.company": "status";
    readonly "button.deleteCompany": "button";
    readonly "form.customerRate": "field";
    readonly "button.progressLoad": "button";
    readonly "button.bookLoad": "button";
    readonly "row.user": "row";
    readonly "form.userPermissions": "form";
  };
  readonly controlContexts: {};
  readonly page:
    | "menu.companies"
    | "button.newCompany"
    | "form.newCompany.companyType"
    | "form.newCompany"
    | "button.importCustomers";
  readonly choices: {
    readonly "form.newCompany.companyType":
      | "Customer"
      | "BrokerOr3PL"
      | "Shipper"
      | "Warehouse"
      | "Factoring"
      | "Other";
    readonly "form.company.companyType":
      | "Customer"
      | "BrokerOr3PL"
      | "Shipper"
      | "Warehouse"
      | "Factoring"
      | "Other";
  };
  readonly transitions: {
    readonly activate: { readonly Company: "companyType" | "status" };
    readonly hold: { readonly Company: "companyType" | "status" };
    readonly deactivate: { readonly Company: "companyType" | "status" };
    readonly disable: { readonly Company: "companyType" | "status" };
  };
  readonly lifecycles: {
    readonly Company: {
      readonly attribute: "status";
      readonly steps: {
        readonly activate: "Active";
        readonly hold: "OnHold";
        readonly deactivate: "Inactive";
        readonly disable: "Disabled";
      };
    };
  };
  readonly permissions:
    | "createCustomer"
    | "editCustomer"
    | "activateCustomer"
    | "deleteCustomer"
    | "createCompany"
    | "editCompany"
    | "activateCompany"
    | "deleteCompany"
    | "setPermission"
    | "editCustomerRate";
  readonly roles:
    | "Support"
    | "PartnerAdmin"
    | "Admin"
    | "OperationManager"
    | "Dispatcher"
    | "Biller"
    | "SalesAgent"
    | "DataEntry"
    | "OfficeAdmin";
  readonly groups:
    | "Permission::createCustomer"
    | "Permission::editCustomer"
    | "Permission::activateCustomer"
    | "Permission::deleteCustomer"
    | "Permission::createCompany"
    | "Permission::editCompany"
    | "Permission::activateCompany"
    | "Permission::deleteCompany"
    | "Permission::setPermission"
    | "Permission::editCustomerRate";
  readonly principal: {};
}

declare const bundle: Bundle<Pack>;
export default bundle;
