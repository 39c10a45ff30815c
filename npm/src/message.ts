// Sentences: what each token of the engine's messages says.

import { kindOf, numberOf } from "./engine.js";
import english from "./languages/en.json" with { type: "json" };
import type { Attribute, Policy, ResourceType, Transition } from "./format.js";
import type { Names } from "./names.js";
import type { Change } from "./types.js";

/** What the phrases say in English, in the order of the engine's. */
const PHRASES = Object.entries(english);

/** Kinds of tokens, as the engine numbers them. */
const enum Token {
  Group = 1,
  Category,
  Tie,
  Step,
  Title,
  Quoted,
  State,
  Reason,
}

/** The sentence of a message about a record of a type, and of what would unlock it. */
export function message(
  names: Names,
  type: number,
  tokens: readonly number[],
  unlock: readonly (readonly Change[])[],
): string {
  const { bundle, explain, format } = names;
  const of = bundle.types[type] as ResourceType;
  if (!explain && tokens.length > 0 && !tokens.some((word) => kindOf(word) === Token.Quoted)) {
    const text = format("phrase.unexplained", english.unexplained);
    return format("message.unexplained", text, { type: of.name });
  }
  /** What the sentence is about, for whoever writes it anew. */
  const about: Record<string, unknown> = { type: of.name, unlock };
  let kind = "";
  const told = (word: number): string => {
    const index = numberOf(word);
    const token = kindOf(word);
    switch (token) {
      case Token.Group:
        return names.label(index);
      case Token.Category:
        return names.category(index) ?? "";
      case Token.Tie: {
        const { name, label } = of.attributes?.[index] as Attribute;
        return format(`tie.${of.name}.${name}`, label ?? `be in \`${name}\``);
      }
      case Token.State: {
        const value = names.state(type, index);
        if (kind === "unavailable") about.state = value;
        return format(`state.${of.name}.${value}`, of.lifecycle?.states[index] ?? `${value}`);
      }
      case Token.Step:
      case Token.Title:
      case Token.Quoted: {
        const { name, label } = of.lifecycle?.transitions[index] as Transition;
        const text = format(`transition.${of.name}.${name}`, label ?? name);
        kind ||= "first";
        if (token === Token.Quoted) {
          about.transition = name;
          return text;
        }
        const first = text.charAt(0);
        return (token === Token.Step ? first.toLowerCase() : first.toUpperCase()) + text.slice(1);
      }
      case Token.Reason: {
        const { id, reason } = bundle.policies[index] as Policy;
        // The first policy that has a reason speaks, and nothing after it.
        if (kind || !reason) return "";
        kind = "reason";
        about.policy = id;
        return format(`policy.${id}`, reason);
      }
      default: {
        if (kind === "reason") return "";
        const [name, text] = PHRASES[index] as [string, string];
        kind ||= name === "quote" ? "unavailable" : name;
        return format(`phrase.${name}`, text);
      }
    }
  };
  const text = tokens.map(told).join("");
  return text && format(`message.${kind}`, text, about);
}
