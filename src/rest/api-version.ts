/** The check of `x-prefect-api-version`, mirrored from the reference's EnforceMinimumAPIVersion. */
import { PenstockError } from "../errors.ts";

/** The oldest API version that clients may ask for; the reference's own minimum. */
export const MINIMUM_API_VERSION = "0.8.0";

const MINIMUM = MINIMUM_API_VERSION.split(".").map(Number);

/** What Python's int() reads, in ASCII. */
const PYTHON_INTEGER = /^\s*[+-]?\d+(?:_\d+)*\s*$/;

/**
 * Checks the header of a request; without one, or with an empty one, the client counts as current.
 *
 * @throws PenstockError BAD_REQUEST for a header that is no version, or one below the minimum.
 */
export function checkApiVersion(header: string | undefined): void {
  if (header === undefined || header === "") return;
  const parts = header.split(".");
  if (parts.length !== 3 || !parts.every((part) => PYTHON_INTEGER.test(part))) {
    throw new PenstockError(
      "BAD_REQUEST",
      `Invalid X-PREFECT-API-VERSION header format.Expected header in format 'x.y.z' but received ${header}`,
    );
  }
  const version = parts.map((part) => Number(part.replaceAll("_", "")));
  for (const [index, minimum] of MINIMUM.entries()) {
    const part = version[index] as number;
    if (part > minimum) return;
    if (part < minimum) {
      throw new PenstockError(
        "BAD_REQUEST",
        `The request specified API version ${header} but this server requires version ${MINIMUM_API_VERSION} or higher.`,
      );
    }
  }
}
