/** Penstock's own version, and the versions of the Prefect API it speaks. */
import packageJson from "../package.json" with { type: "json" };

export const VERSION: string = packageJson.version;
/** The Prefect release whose REST API and WebSockets are mirrored; GET /admin/version answers it. */
export const PREFECT_VERSION = "3.9.1";
/** The version of that API itself, which its clients name in `x-prefect-api-version`; GET /version answers it. */
export const API_VERSION = "0.8.4";
