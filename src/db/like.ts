/** SQL's LIKE in the process: what a database says of `column like '%text%'`, for values that are at hand. */

/** How a database takes letters of either case for the same. */
export type Fold = (character: string) => string;

/** SQLite knows the case of ASCII letters only. */
export const foldAscii: Fold = (character) =>
  character >= "A" && character <= "Z" ? character.toLowerCase() : character;

/** PostgreSQL's ILIKE folds letter by letter, so that none becomes two. */
export const foldLetters: Fold = (character) => {
  const lower = character.toLowerCase();
  return [...lower].length === 1 ? lower : character;
};

/**
 * A test whether a value contains `text`, in which % stands for any characters and _ for one. It takes no longer than the
 * product of both lengths, whatever the wildcards.
 */
export function containment(text: string, fold: Fold): (value: string) => boolean {
  const pattern = [...`%${text}%`].map(fold);
  return (value) => isLike([...value].map(fold), pattern);
}

function isLike(value: readonly string[], pattern: readonly string[]): boolean {
  let place = 0;
  let wanted = 0;
  // Where the last % stood, and from where on the rest of the pattern is tried behind it.
  let wildcard = -1;
  let retried = 0;
  while (place < value.length) {
    if (pattern[wanted] === "%") {
      wildcard = wanted;
      retried = place;
      wanted += 1;
    } else if (wanted < pattern.length && (pattern[wanted] === "_" || pattern[wanted] === value[place])) {
      place += 1;
      wanted += 1;
    } else if (wildcard >= 0) {
      retried += 1;
      place = retried;
      wanted = wildcard + 1;
    } else {
      return false;
    }
  }
  while (pattern[wanted] === "%") wanted += 1;
  return wanted === pattern.length;
}
