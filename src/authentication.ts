/** Who may come in, for all doors: whoever knows PREFECT_SERVER_API_AUTH_STRING ("user:password"); everybody where none is set. */
import { createHash, timingSafeEqual } from "node:crypto";

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Whether two texts are equal, in a time that does not tell where they differ. */
export function isSameText(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

/** The credentials of an Authorization header of the scheme Basic; undefined where it holds none. */
function credentialsOf(header: string | undefined): string | undefined {
  const [scheme, encoded, ...rest] = header?.split(/\s+/) ?? [];
  if (scheme !== "Basic" || encoded === undefined || rest.length > 0) return undefined;
  return Buffer.from(encoded, "base64").toString("utf8");
}

/**
 * Whether an Authorization header lets its sender in.
 *
 * @param authString what the credentials must be; anything goes while it is undefined
 */
export function isAuthorized(header: string | undefined, authString: string | undefined): boolean {
  if (authString === undefined) return true;
  const credentials = credentialsOf(header);
  return credentials !== undefined && isSameText(credentials, authString);
}
