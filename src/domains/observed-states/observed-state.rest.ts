/** The states that runs have been in, as /observed-states (the reference's api/observed_states.py). */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { formatInstant } from "../../time/instant.ts";
import { jsonArray, quoted } from "../json-writer.ts";
import {
  LONGEST_QUERY,
  listObservedStates,
  MOST_STATES,
  type ObservedState,
  observedStateSorts,
} from "./observed-state.queries.ts";
import * as answers from "./observed-state-answers.rest.ts";

function observedStateJson(state: ObservedState): string {
  return `{"state_type":"${state.state_type}","state_name":${quoted(state.state_name)},"first_seen":"${formatInstant(state.first_seen)}","last_seen":"${formatInstant(state.last_seen)}"}`;
}

export function observedStateRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "GET",
    path: "/observed-states",
    summary: "Read Observed States",
    description:
      "Discover exact state names and types from retained run transitions.\n\nSearch by case-insensitive name or type prefix. Timestamps describe retained\nhistory; deleting runs can change them or remove a state from the results.",
    tags: ["Observed States"],
    query: {
      query: wire.withDefault(wire.nullable(wire.string({ maxLength: LONGEST_QUERY })), null),
      order_by: wire.withDefault(wire.enumeration(observedStateSorts, { name: "ObservedStateSort" }), "LAST_SEEN_DESC"),
      limit: wire.withDefault(wire.integer({ minimum: 1, maximum: MOST_STATES }), MOST_STATES),
    },
    response: wire.array(answers.observedState),
    handler: async ({ query: { query, order_by: sort, limit } }) =>
      json(jsonArray(await listObservedStates(core, { query, sort, limit }), observedStateJson)),
  });
}
