/** Penstock's own version, and the versions of the Prefect API it speaks. */
import packageJson from "../package.json" with { type: "json" };

export const VERSION: string = packageJson.version;
/** The Prefect release whose REST API and WebSockets are mirrored; GET /admin/version and /version answer it. */
export const PREFECT_VERSION = "3.9.1";
