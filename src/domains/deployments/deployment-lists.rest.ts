/** Lists of deployments, as /deployments/filter, /paginate and /count. */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { limit, offset, page } from "../../rest/pagination.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import {
  filterParameters,
  filtersOf,
  workPoolFilterParameter,
  workQueueFilterParameter,
} from "../filters/filters-schema.ts";
import { jsonPage } from "../json-writer.ts";
import { countDeployments, listDeployments } from "./deployment.queries.ts";
import { deploymentSorts } from "./deployment.ts";
import { deploymentsJson } from "./deployment.wire.ts";
import * as answers from "./deployment-answers.rest.ts";
import { TAGS } from "./deployment-route-schema.ts";

const filters = { ...filterParameters, ...workPoolFilterParameter, ...workQueueFilterParameter };
const sort = wire.withDefault(wire.enumeration(deploymentSorts, { name: "DeploymentSort" }), "NAME_ASC");

export function deploymentListRoutes(application: FastifyInstance, core: Core): void {
  const { defaultLimit } = core.settings;
  route(application, {
    method: "POST",
    path: "/deployments/filter",
    summary: "Read Deployments",
    tags: TAGS,
    body: wire.parameters({ limit: limit(defaultLimit), offset: offset(), ...filters, sort }),
    response: wire.array(answers.deploymentResponse),
    handler: async ({ body }) =>
      json(deploymentsJson(await listDeployments(core, { ...body, filters: filtersOf(body) }))),
  });
  route(application, {
    method: "POST",
    path: "/deployments/paginate",
    summary: "Paginate Deployments",
    tags: TAGS,
    body: wire.parameters({ limit: limit(defaultLimit), page: page(), ...filters, sort }),
    response: answers.deploymentPaginationResponse,
    handler: async ({ body }) => {
      const window = { limit: body.limit, offset: (body.page - 1) * body.limit };
      const request = { sort: body.sort, filters: filtersOf(body), ...window };
      const [deployments, count] = await Promise.all([
        listDeployments(core, request),
        countDeployments(core, request.filters),
      ]);
      return json(jsonPage(deploymentsJson(deployments), count, body.limit, body.page));
    },
  });
  route(application, {
    method: "POST",
    path: "/deployments/count",
    summary: "Count Deployments",
    tags: TAGS,
    body: wire.parameters(filters),
    response: wire.integer(),
    handler: ({ body }) => countDeployments(core, filtersOf(body)),
  });
}
