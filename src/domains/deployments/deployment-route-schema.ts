/** What the routes of deployments have in common. */
import { wire } from "../../rest/wire.ts";

export const TAGS = ["Deployments"];
export const ID_PARAMS = { id: wire.uuid({ description: "The deployment id" }) };
