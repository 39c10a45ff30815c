// The types of the pack `expenses`, written by `tollgate compile --types` from its bundle.

import type { Bundle } from "tollgate";

/** What TypeScript knows of the pack. */
export interface Pack {
  readonly name: "expenses";
  readonly records: {
    readonly Workspace: {};
    readonly Expense: {
      readonly id: string | number;
      readonly status: "draft" | "submitted" | "approved" | "paid" | "rejected";
      readonly owner: {
        readonly id: string | number;
        readonly department?: string | null | undefined;
      };
      readonly amount: number | bigint;
      readonly category: "travel" | "meals" | "equipment" | "other";
      readonly country: "FR" | "IT" | (string & {});
      readonly receipt?: string | null | undefined;
      readonly labels: readonly string[];
      readonly team?: string | number | { readonly id: string | number } | null | undefined;
      readonly budget?: number | bigint | null | undefined;
      readonly periodClosed: boolean;
    };
  };
  readonly actions: {
    readonly createExpense: { readonly Workspace: never };
    readonly viewExpense: { readonly Expense: "owner" | "owner.department" | "team" };
    readonly editExpense: { readonly Expense: "status" | "owner" | "periodClosed" };
    readonly deleteExpense: { readonly Expense: "status" | "owner" };
    readonly submitExpense: { readonly Expense: "owner" | "amount" | "receipt" | "periodClosed" };
    readonly approveExpense: {
      readonly Expense:
        | "id"
        | "owner"
        | "owner.department"
        | "amount"
        | "category"
        | "country"
        | "labels"
        | "budget"
        | "periodClosed";
    };
    readonly rejectExpense: { readonly Expense: "owner" | "owner.department" };
    readonly payExpense: { readonly Expense: "owner" | "periodClosed" };
    readonly exportExpenses: { readonly Workspace: never };
  };
  readonly contexts: {
    readonly exportExpenses: { readonly now: Date | string };
  };
  readonly controls: {
    readonly "button.newExpense": { readonly Workspace: never };
    readonly "button.export": { readonly Workspace: never };
    readonly "row.expense": { readonly Expense: "owner" | "owner.department" | "team" };
    readonly "row.edit": { readonly Expense: "status" | "owner" | "periodClosed" };
    readonly "row.delete": { readonly Expense: "status" | "owner" };
    readonly "row.submit": {
      readonly Expense: "status" | "owner" | "amount" | "receipt" | "periodClosed";
    };
    readonly "row.approve": {
      readonly Expense:
        | "id"
        | "status"
        | "owner"
        | "owner.department"
        | "amount"
        | "category"
        | "country"
        | "labels"
        | "budget"
        | "periodClosed";
    };
    readonly "row.reject": { readonly Expense: "status" | "owner" | "owner.department" };
    readonly "row.pay": { readonly Expense: "status" | "owner" | "periodClosed" };
    readonly "form.expense": { readonly Expense: "status" | "owner" | "periodClosed" };
    readonly "field.amount": {
      readonly Expense: "status" | "owner" | "owner.department" | "team" | "periodClosed";
    };
  };
  readonly kinds: {
    readonly "button.newExpense": "button";
    readonly "button.export": "button";
    readonly "row.expense": "row";
    readonly "row.edit": "rowAction";
    readonly "row.delete": "rowAction";
    readonly "row.submit": "rowAction";
    readonly "row.approve": "rowAction";
    readonly "row.reject": "rowAction";
    readonly "row.pay": "rowAction";
    readonly "form.expense": "form";
    readonly "field.amount": "field";
  };
  readonly controlContexts: {
    readonly "button.export": { readonly now: Date | string };
  };
  readonly page: "button.newExpense" | "button.export";
  readonly choices: {};
  readonly transitions: {
    readonly submit: {
      readonly Expense: "status" | "owner" | "amount" | "receipt" | "periodClosed";
    };
    readonly approve: {
      readonly Expense:
        | "id"
        | "status"
        | "owner"
        | "owner.department"
        | "amount"
        | "category"
        | "country"
        | "labels"
        | "budget"
        | "periodClosed";
    };
    readonly reject: { readonly Expense: "status" | "owner" | "owner.department" };
    readonly pay: { readonly Expense: "status" | "owner" | "periodClosed" };
  };
  readonly lifecycles: {
    readonly Expense: {
      readonly attribute: "status";
      readonly steps: {
        readonly submit: "submitted";
        readonly approve: "approved";
        readonly reject: "rejected";
        readonly pay: "paid";
      };
    };
  };
  readonly permissions: never;
  readonly roles: "Employee" | "Manager" | "Finance" | "Auditor";
  readonly groups: "Role::Employee" | "Role::Manager" | "Role::Finance" | "Role::Auditor";
  readonly principal: {
    readonly department?: string | null | undefined;
    readonly limit?: number | bigint | null | undefined;
    readonly in?: readonly (`Team::${string}`)[] | null | undefined;
    readonly links?: {
      readonly "delegate-approval"?: readonly (`Expense::${string}`)[] | null | undefined;
    };
  };
}

declare const bundle: Bundle<Pack>;
export default bundle;
