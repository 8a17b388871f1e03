/** Views of the registry of Prefect's collections, as /collections (the reference's api/collections.py). */
import type { FastifyInstance } from "fastify";
import { notFound } from "../../errors.ts";
import { route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { WORKER_METADATA } from "./worker-metadata.ts";

/** The registry's other views tell of blocks and flows in packages, which clients register themselves. */
const VIEWS: ReadonlyMap<string, object> = new Map<string, object>([
  ["aggregate-worker-metadata", WORKER_METADATA],
  ["aggregate-block-metadata", {}],
  ["aggregate-flow-metadata", {}],
  ["demo-flows", {}],
]);

export function collectionRoutes(application: FastifyInstance): void {
  route(application, {
    method: "GET",
    path: "/collections/views/{view}",
    summary: "Read View Content",
    tags: ["Collections"],
    params: { view: wire.string() },
    response: wire.jsonObject(),
    handler: async ({ params }) => {
      const view = VIEWS.get(params.view);
      if (view === undefined) throw notFound(`View ${params.view} not found in registry`);
      return view;
    },
  });
}
