// Puts sentences together: what each part of the engine's messages says.

import type { Kinded } from "./boundary.js";
import type { Attribute, Policy, ResourceType, Transition } from "./bundle.js";
import { phrases } from "./generated/texts.js";
import { FACTS_NAMED_MAX } from "./generated/numbers.js";
import { PHRASES, TOKEN_KINDS } from "./generated/words.js";
import type { Phrase } from "./generated/words.js";
import { cut, filter, join, lower, map, match, push, some, upper } from "./intrinsics.js";
import type { Names } from "./names.js";
import type { Change } from "./types.js";

/** The sentence of a message about a record of a type, and of what would unlock it. */
export function message(
  names: Names,
  type: number,
  tokens: ArrayLike<Kinded>,
  unlock: readonly (readonly Change[])[],
): string {
  const { bundle, explain, format } = names;
  const { name } = bundle.types[type] as ResourceType;
  const unavailable = some(tokens, ({ kind }) => TOKEN_KINDS[kind] === "quoted");
  if (!explain && tokens.length > 0 && !unavailable) {
    const text = format("phrase.unexplained", phrases.unexplained);
    return format("message.unexplained", text, { type: name });
  }
  const sentence = new Sentence(names, type, { type: name, unlock });
  const text = join(map(tokens, (token) => sentence.part(token)));
  return text && format(`message.${sentence.kind}`, text, sentence.about);
}

/** What a group is, which has no label. */
const kindOf = (name: string): Phrase =>
  lower(match(/^(Permission|Role)::/, name)?.[1] ?? "group") as Phrase;

/** A sentence while it is put together. */
class Sentence {
  /** What kind of sentence it is, which its first part says. */
  kind = "";

  /** The attribute of the principal that was named last. */
  #fact: Attribute | undefined;

  constructor(
    readonly names: Names,
    readonly type: number,
    /** What it is about, for whoever writes it anew. */
    public about: Record<string, unknown>,
  ) {}

  part({ kind, index }: Kinded): string {
    const { names } = this;
    // The first policy that has a reason speaks, and nothing after it.
    if (this.kind === "reason") return "";
    switch (TOKEN_KINDS[kind]) {
      case "group":
        return names.label(index, (name, bare) => this.#named(kindOf(name), bare));
      case "category":
        return names.category(index) ?? "";
      case "tie":
        return this.#tie(index);
      case "state":
        return this.#state(index);
      case "step":
        return this.#step(index, lower);
      case "title":
        return this.#step(index, upper);
      case "quoted":
        this.about = { ...this.about, transition: this.#transition(index).name };
        return this.#step(index, (first) => first);
      case "condition":
        return this.#condition(index);
      case "fact":
        this.#fact = names.bundle.principal.attributes[index] as Attribute;
        return this.#factLabel(this.#fact);
      case "value":
      case "item":
        return this.#factNames(this.#fact as Attribute, TOKEN_KINDS[kind], index);
      case "reason":
        return this.#reason(index);
      default:
        return this.#phrase(PHRASES[index] as Phrase);
    }
  }

  get #of(): ResourceType {
    return this.names.bundle.types[this.type] as ResourceType;
  }

  #tie(index: number): string {
    const { name, label } = this.#of.attributes?.[index] as Attribute;
    return this.names.format(`tie.${this.#of.name}.${name}`, label ?? this.#named("beIn", name));
  }

  /** What has no label, by its name. */
  #named(before: Phrase, name: string): string {
    return `${this.#phrase(before)}\`${name}\``;
  }

  #condition(index: number): string {
    const { name, attributes, conditions = [] } = this.#of;
    const at = attributes?.[index]?.name as string;
    const found = filter(conditions, (it) => it.attribute === index);
    return this.names.format(`condition.${name}.${at}`, found[0]?.text ?? at);
  }

  /**
   * What of the principal is asked for: its label, the type of groups made at run time, or its
   * name.
   */
  #factLabel({ name, label, of }: Attribute): string {
    return this.names.format(`fact.${name}`, label ?? of ?? name);
  }

  /** The texts that it may be; some of them, where they are many. */
  #factNames({ values = [], texts = [], ties = [] }: Attribute, kind: string, index: number) {
    const only = kind === "item" ? (ties[index]?.text ?? "") : values[index];
    if (only !== undefined) return `\`${only}\``;
    const named = map(filter(texts, (it) => it.class === index), (it) => `\`${it.text}\``);
    const listed = filter(named, (_, place) => place < FACTS_NAMED_MAX);
    if (listed.length < named.length) push(listed, "…");
    return join(listed, this.#phrase("or"));
  }

  #state(index: number): string {
    const { name, lifecycle } = this.#of;
    const value = this.names.state(this.type, index);
    if (this.kind === "unavailable") this.about = { ...this.about, state: value };
    return this.names.format(`state.${name}.${value}`, lifecycle?.states[index] ?? `${value}`);
  }

  #transition(index: number): Transition {
    return this.#of.lifecycle?.transitions[index] as Transition;
  }

  #step(index: number, first: (letter: string) => string): string {
    const { name, label } = this.#transition(index);
    const text = this.names.format(`transition.${this.#of.name}.${name}`, label ?? name);
    this.kind ||= "first";
    return first(cut(text, 0, 1)) + cut(text, 1);
  }

  #reason(index: number): string {
    const { id, reason } = this.names.bundle.policies[index] as Policy;
    if (this.kind || !reason) return "";
    this.kind = "reason";
    this.about = { ...this.about, policy: id };
    return this.names.format(`policy.${id}`, reason);
  }

  #phrase(name: Phrase): string {
    this.kind ||= name === "quote" ? "unavailable" : name;
    return this.names.format(`phrase.${name}`, phrases[name]);
  }
}
