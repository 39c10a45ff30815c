// A loaded policy: what the pack says of itself, and gates.

import { Gate } from "./gate.js";
import { frozen, Held } from "./held.js";
import { engine } from "./module.js";
import type { LoadPolicy } from "./pack.js";
import type { Advice, Help, Lifecycle, Permission, Principal } from "./types.js";

/** What the engine tells about a policy. */
interface Info {
  readonly pack: string;
  readonly fingerprint: string;
  readonly actions: readonly string[];
  readonly roles: readonly string[];
  readonly permissions: readonly Permission[];
  readonly help: readonly Help[];
}

/** A policy. Cheap to keep; loading the same bundle twice shares it. */
export class Policy {
  readonly #held: Held;
  /** The pack's name. */
  readonly pack: string;
  /** SHA-256 of the bundle; two policies are the same exactly when these are equal. */
  readonly fingerprint: string;
  readonly actions: readonly string[];
  readonly roles: readonly string[];
  readonly permissions: readonly Permission[];
  readonly help: readonly Help[];

  /** @internal */
  constructor(bundle: object | string) {
    const text = textOf(bundle);
    this.#held = new Held(() => engine.open(parsed(text)) as number);
    const info = frozen(this.#held.ask((id) => engine.about(id) as Info));
    this.pack = info.pack;
    this.fingerprint = info.fingerprint;
    this.actions = info.actions;
    this.roles = info.roles;
    this.permissions = info.permissions;
    this.help = info.help;
  }

  /** A gate for who is asking. Throws when the principal is not one of this policy's. */
  gate(principal: Principal): Gate {
    return new Gate(this.#held, this.fingerprint, principal);
  }

  /** The states of a record type; `null` for a type without a lifecycle. */
  lifecycle(type: string): Lifecycle | null {
    return frozen(this.#held.ask((id) => engine.lifecycle(id, type) as Lifecycle | null));
  }

  /** The permissions that users of these roles start with. */
  roleDefaults(roles: readonly string[]): readonly string[] {
    return frozen(this.#held.ask((id) => engine.roles(id, undefined, roles) as string[]));
  }

  /** What to tell before giving a permission or role (bare name) to a user of those roles. */
  grantAdvice(grant: string, roles: readonly string[]): readonly Advice[] {
    return frozen(this.#held.ask((id) => engine.roles(id, grant, roles) as Advice[]));
  }
}

/** Loads a compiled pack: the parsed bundle, or its JSON text. */
export const loadPolicy = ((bundle: object | string) =>
  new Policy(bundle)) as unknown as LoadPolicy;

/** A bundle as text, which nobody can change; no JSON at all when it has none. */
function textOf(bundle: object | string): string {
  try {
    return typeof bundle === "string" ? bundle : (JSON.stringify(bundle) ?? "");
  } catch {
    return "";
  }
}

/** The value of a JSON text; the text itself when it is none, for the engine to refuse. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
