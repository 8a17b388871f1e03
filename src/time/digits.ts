/** The number in `count` ASCII digits from `position`; NaN, which no comparison accepts, when one is missing. */
export function digitsAt(text: string, position: number, count: number): number {
  let value = 0;
  for (let index = position; index < position + count; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** The first position from `position` on that holds no ASCII digit. */
export function skipDigits(text: string, position: number): number {
  let index = position;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    if (code < 48 || code > 57) break;
    index += 1;
  }
  return index;
}
