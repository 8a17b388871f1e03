/** The shapes of answers: Observed states. They make the OpenAPI document; the queries write the answers. */
import { wire } from "../../rest/wire.ts";

export const observedState = wire.object(
  {
    state_type: wire.string(),
    state_name: wire.string(),
    first_seen: wire.instant(),
    last_seen: wire.instant(),
  },
  { name: "ObservedState" },
);
