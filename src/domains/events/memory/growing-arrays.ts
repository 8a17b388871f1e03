/** Typed arrays that grow: by half, so that appending costs the same on average however many there are. */

export type Numbers = Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** A larger array that begins alike and has room for `length` entries at least. */
export function grown<Array extends Numbers>(array: Array, length: number): Array {
  const kind = array.constructor as new (length: number) => Array;
  const larger = new kind(Math.max(length, Math.ceil(1.5 * array.length)));
  larger.set(array);
  return larger;
}
