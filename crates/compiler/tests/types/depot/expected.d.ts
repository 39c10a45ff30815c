// The types of the pack `depot`, written by `tollgate compile --types` from its bundle.

import type { Bundle } from "tollgate";

/** What TypeScript knows of the pack. */
export interface Pack {
  readonly name: "depot";
  readonly records: {
    readonly Workspace: {};
    readonly Pallet: {
      readonly grade: "A" | "b-2" | "c \\ d";
      readonly "is-sealed": boolean;
      readonly owner: string | number | { readonly id: string | number };
      readonly substitute?: string | number | { readonly id: string | number } | null | undefined;
      readonly handlers: readonly (string | number | { readonly id: string | number })[];
      readonly note?: string | null | undefined;
    };
    readonly Crate: {
      readonly grade: "A" | "b-2" | "c \\ d";
      readonly open: boolean;
    };
    readonly Gate: {};
  };
  readonly actions: {
    readonly lookAround: {
      readonly Workspace: never;
      readonly Gate: never;
    };
    readonly see: {
      readonly Pallet: "grade";
      readonly Crate: "grade";
    };
    readonly handle: {
      readonly Pallet: "is-sealed" | "owner" | "substitute" | "handlers";
      readonly Crate: never;
    };
    readonly seal: { readonly Pallet: "note" };
    readonly regrade: { readonly Pallet: never };
    readonly plan: { readonly Workspace: never };
    readonly stamp: { readonly Pallet: never };
  };
  readonly contexts: {
    readonly regrade: {
      readonly to: "A" | "b-2" | "c \\ d";
      readonly by?: string | number | { readonly id: string | number } | null | undefined;
      readonly urgent: boolean;
    };
    readonly plan: { readonly mood?: "up" | "down" | null | undefined };
    readonly stamp: { readonly urgent: boolean };
  };
  readonly controls: {
    readonly "menu.look": { readonly Workspace: never };
    readonly plan: { readonly Workspace: never };
    readonly "button.stamp": { readonly Pallet: never };
    readonly "field.pallet": {
      readonly Pallet: "grade" | "is-sealed" | "owner" | "substitute" | "handlers";
    };
    readonly "row.crate": { readonly Crate: "grade" };
    readonly "choice.grade": { readonly Crate: never };
    readonly "choice.to": { readonly Pallet: never };
    readonly "button.seal": { readonly Pallet: "is-sealed" | "note" };
  };
  readonly kinds: {
    readonly "menu.look": "menu";
    readonly plan: "button";
    readonly "button.stamp": "button";
    readonly "field.pallet": "field";
    readonly "row.crate": "row";
    readonly "choice.grade": "choice";
    readonly "choice.to": "choice";
    readonly "button.seal": "button";
  };
  readonly controlContexts: {
    readonly plan: { readonly mood?: "up" | "down" | null | undefined };
    readonly "button.stamp": { readonly urgent: boolean };
    readonly "choice.to": {
      readonly by?: string | number | { readonly id: string | number } | null | undefined;
      readonly urgent: boolean;
    };
  };
  readonly page: "menu.look" | "plan" | "row.crate";
  readonly choices: {
    readonly "choice.grade": "A" | "b-2" | "c \\ d";
    readonly "choice.to": "A" | "b-2" | "c \\ d";
  };
  readonly transitions: {
    readonly seal: { readonly Pallet: "is-sealed" | "note" };
    readonly open: {
      readonly Pallet: "is-sealed" | "owner" | "substitute" | "handlers";
      readonly Crate: "open";
    };
    readonly "close up": { readonly Crate: "open" };
  };
  readonly lifecycles: {
    readonly Pallet: {
      readonly attribute: "is-sealed";
      readonly steps: {
        readonly seal: true;
        readonly open: false;
      };
    };
    readonly Crate: {
      readonly attribute: "open";
      readonly steps: {
        readonly open: true;
        readonly "close up": false;
      };
    };
  };
  readonly permissions: "view" | "edit" | "say \"so\"" | "sign-off";
  readonly roles: "Clerk & \"Co\"" | "Porter";
  readonly groups:
    | "Permission::view"
    | "Permission::edit"
    | "Permission::say \"so\""
    | "Permission::sign-off"
    | "Level::Clerk's"
    | "Level::Night shift";
  readonly principal: {
    readonly firm: string | number | { readonly id: string | number };
    readonly team?: string | number | { readonly id: string | number } | null | undefined;
  };
}

declare const bundle: Bundle<Pack>;
export default bundle;
