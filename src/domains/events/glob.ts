/** Python's fnmatchcase: `*`, `?`, `[seq]` and `[!seq]`, matched in time that no pattern can blow up. */

type Token =
  | { readonly kind: "star" }
  | { readonly kind: "any" }
  | { readonly kind: "text"; readonly character: string }
  | { readonly kind: "set"; readonly has: (character: string) => boolean };

function parseSet(body: string): (character: string) => boolean {
  const negated = body.startsWith("!");
  const characters = [...(negated ? body.slice(1) : body)];
  const ranges: [string, string][] = [];
  for (let index = 0; index < characters.length; index += 1) {
    const from = characters[index] as string;
    const to = characters[index + 2];
    if (characters[index + 1] === "-" && to !== undefined) {
      ranges.push([from, to]);
      index += 2;
    } else {
      ranges.push([from, from]);
    }
  }
  return (character) => ranges.some(([from, to]) => from <= character && character <= to) !== negated;
}

function parse(pattern: string): Token[] {
  const characters = [...pattern];
  const tokens: Token[] = [];
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] as string;
    if (character === "*") {
      if (tokens.at(-1)?.kind !== "star") tokens.push({ kind: "star" });
      continue;
    }
    if (character === "?") {
      tokens.push({ kind: "any" });
      continue;
    }
    // A bracket right behind the opening one (or behind "[!") stands for itself; an unclosed "[" too.
    const body = index + (characters[index + 1] === "!" ? 2 : 1);
    const end = character === "[" ? characters.indexOf("]", body + 1) : -1;
    if (end === -1) {
      tokens.push({ kind: "text", character });
    } else {
      tokens.push({ kind: "set", has: parseSet(characters.slice(index + 1, end).join("")) });
      index = end;
    }
  }
  return tokens;
}

function accepts(token: Token, character: string): boolean {
  if (token.kind === "text") return token.character === character;
  return token.kind === "any" || (token.kind === "set" && token.has(character));
}

/** Compiles a pattern to a test of whole texts. */
export function compileGlob(pattern: string): (text: string) => boolean {
  if (!/[*?[]/.test(pattern)) return (text) => text === pattern;
  const tokens = parse(pattern);
  return (text) => {
    const characters = [...text];
    let token = 0;
    let position = 0;
    // Only the last star is ever tried anew: what an earlier one takes in cannot help a later one.
    let star = -1;
    let starPosition = 0;
    while (position < characters.length) {
      const current = tokens[token];
      if (current?.kind === "star") {
        star = token;
        starPosition = position;
        token += 1;
      } else if (current !== undefined && accepts(current, characters[position] as string)) {
        token += 1;
        position += 1;
      } else if (star !== -1) {
        token = star + 1;
        starPosition += 1;
        position = starPosition;
      } else {
        return false;
      }
    }
    while (tokens[token]?.kind === "star") token += 1;
    return token === tokens.length;
  };
}
