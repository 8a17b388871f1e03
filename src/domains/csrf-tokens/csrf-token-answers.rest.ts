/** The shapes of answers: Tokens against forged requests. They make the OpenAPI document; the queries write the answers. */
import { wire } from "../../rest/wire.ts";

export const csrfToken = wire.object(
  {
    id: wire.uuid(),
    created: wire.nullable(wire.instant()),
    updated: wire.nullable(wire.instant()),
    token: wire.string(),
    client: wire.string(),
    expiration: wire.instant(),
  },
  { name: "CsrfToken" },
);
