// Sentences: what each token of the engine's messages says.

import type { Names } from "./names.js";

/** What the phrases say in English, in the order of the engine's. */
const PHRASES = [
  ["need", "You need "],
  ["stop", "."],
  ["first", " first."],
  ["either", ", and either "],
  ["comma", ", "],
  ["and", " and "],
  ["or", " or "],
  ["orElse", ", or "],
  ["open", " ("],
  ["close", ")"],
  ["to", "to "],
  ["then", ", then "],
  ["as", " (as "],
  ["closed", "No permission and no change of state would allow this here."],
  ["quote", "“"],
  ["notWhile", "” is not possible while the state is "],
] as const;

const KIND = 28;

/** Kinds of tokens, as the engine numbers them. */
const Token = { Group: 1, Category: 2, Tie: 3, Step: 4, Title: 5, Quoted: 6, State: 7, Reason: 8 };

/** The sentence of a message about a record of a type. */
export function message(names: Names, type: number, tokens: readonly number[]): string {
  const { bundle, format } = names;
  const of = bundle.types[type];
  const told = (word: number): string => {
    const index = word & ((1 << KIND) - 1);
    const kind = word >>> KIND;
    switch (kind) {
      case Token.Group: {
        const { name, label } = bundle.groups[index] ?? { name: "" };
        return format(`group.${name}`, label ?? name.slice(name.indexOf("::") + 2));
      }
      case Token.Category: {
        const category = bundle.groups[index]?.category ?? "";
        return format(`category.${category}`, category);
      }
      case Token.Tie: {
        const { name, label } = of?.attributes?.[index] ?? { name: "" };
        return format(`tie.${of?.name}.${name}`, label ?? `be in \`${name}\``);
      }
      case Token.State: {
        const { attribute, states } = of?.lifecycle ?? { attribute: 0, states: [] };
        const value = String(names.value(names.columns[type]?.[attribute], index));
        return format(`state.${of?.name}.${value}`, states[index] ?? value);
      }
      case Token.Step:
      case Token.Title:
      case Token.Quoted: {
        const { name, label } = of?.lifecycle?.transitions[index] ?? { name: "" };
        const text = format(`transition.${of?.name}.${name}`, label ?? name);
        if (kind === Token.Quoted) return text;
        const first = text.charAt(0);
        return (kind === Token.Step ? first.toLowerCase() : first.toUpperCase()) + text.slice(1);
      }
      default: {
        const [key, text] = PHRASES[index] ?? PHRASES[0];
        return format(`phrase.${key}`, text);
      }
    }
  };
  const state = tokens.some((word) => word >>> KIND === Token.Quoted);
  if (!names.explain && tokens.length > 0 && !state) {
    return format("message", format("phrase.unexplained", "This is not allowed."));
  }
  const reasoned = tokens.find((word) => word >>> KIND === Token.Reason && reason(names, word));
  const text = reasoned
    ? (reason(names, reasoned) as string)
    : tokens.filter(isTold).map(told).join("");
  return text && format("message", text);
}

const isTold = (word: number): boolean => word >>> KIND !== Token.Reason;

function reason({ bundle, format }: Names, word: number): string | undefined {
  const policy = bundle.policies[word & ((1 << KIND) - 1)];
  return policy?.reason && format(`policy.${policy.id}`, policy.reason);
}
