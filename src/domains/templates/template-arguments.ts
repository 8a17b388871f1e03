/** Arguments of filters, by place or by name. */
import { type CallArguments, isTruthy, numberOf, textOf, type Value } from "./template-values.ts";

/** The longest padding, in characters, and the most items that are put between others. */
export const MOST_PADDING = 10_000;

export function argument({ positional, named }: CallArguments, place: number, name: string): Value | undefined {
  return place < positional.length ? positional[place] : named.get(name);
}

export function whole(given: CallArguments, place: number, name: string, fallback: number): number {
  return numberOf(argument(given, place, name) ?? fallback) ?? fallback;
}

export function text(given: CallArguments, place: number, name: string, fallback: string): string {
  return textOf(argument(given, place, name) ?? fallback);
}

export function isGiven(given: CallArguments, place: number, name: string, fallback = false): boolean {
  return isTruthy(argument(given, place, name) ?? fallback);
}

export function padding(width: number): string {
  return " ".repeat(Math.min(Math.max(width, 0), MOST_PADDING));
}
