/** Jinja's urlize: addresses in a text become links (jinja2.utils.urlize). */

/** Longer words are no addresses; it bounds what the expressions below take. */
const LONGEST_ADDRESS = 2_000;

const WEB =
  /^(?:(?:https?:\/\/|www\.)(?:(?:[\p{L}\p{N}_%-]+\.)+)?(?:[a-z]{2,63}|xn--[\p{L}\p{N}_%]{2,59})|(?:[\p{L}\p{N}_%-]{2,63}\.)+(?:com|net|int|edu|gov|org|info|mil)|https?:\/\/(?:\d{1,3}(?:\.\d{1,3}){3}|\[(?:[\da-f]{0,4}:){2}(?:[\da-f]{0,4}:?){1,6}\]))(?::\d{1,5})?(?:[/?#]\S*)?$/iu;
const MAIL = /^\S+@[\p{L}\p{N}_][\p{L}\p{N}_.-]*\.[\p{L}\p{N}_]+$/u;

const PAIRS = [
  ["(", ")"],
  ["<", ">"],
  ["&lt;", "&gt;"],
] as const;

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}

export interface LinkOptions {
  readonly limit: number | undefined;
  /** Attributes of a link, ready to be written. */
  readonly attributes: string;
  readonly schemes: readonly string[];
}

function linked(word: string, { limit, attributes, schemes }: LinkOptions): string {
  const shown = limit !== undefined && word.length > limit ? `${word.slice(0, limit)}...` : word;
  if (WEB.test(word)) {
    const address = /^https?:\/\//.test(word) ? word : `https://${word}`;
    return `<a href="${address}"${attributes}>${shown}</a>`;
  }
  if (word.startsWith("mailto:") && MAIL.test(word.slice(7))) return `<a href="${word}">${word.slice(7)}</a>`;
  if (word.includes("@") && !/^(?:www\.|[@:])/.test(word) && MAIL.test(word)) {
    return `<a href="mailto:${word}">${word}</a>`;
  }
  const isSuch = schemes.some((scheme) => word !== scheme && word.startsWith(scheme));
  return isSuch ? `<a href="${word}"${attributes}>${word}</a>` : word;
}

/** @param text with what HTML takes for markup escaped already */
export function withLinks(text: string, options: LinkOptions): string {
  const words = text.split(/(\s+)/).map((word) => {
    if (word.length > LONGEST_ADDRESS) return word;
    const head = /^(?:[(<]|&lt;)+/.exec(word)?.[0] ?? "";
    let middle = word.slice(head.length);
    let tail = /(?:[)>.,\n]|&gt;)+$/.exec(middle)?.[0] ?? "";
    middle = middle.slice(0, middle.length - tail.length);
    // A bracket that is part of the address stays with it.
    for (const [opening, closing] of PAIRS) {
      const opened = occurrences(middle, opening);
      if (opened <= occurrences(middle, closing)) continue;
      const times = Math.min(opened, occurrences(tail, closing));
      for (let time = 0; time < times; time += 1) {
        const end = tail.indexOf(closing) + closing.length;
        middle += tail.slice(0, end);
        tail = tail.slice(end);
      }
    }
    return head + linked(middle, options) + tail;
  });
  return words.join("");
}
