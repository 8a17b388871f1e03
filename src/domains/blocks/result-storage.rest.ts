/** The default result storage, as /admin/storage (the reference's api/admin.py). */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import * as answers from "./block-answers.rest.ts";
import { clearResultStorage, readResultStorage, writeResultStorage } from "./result-storage.ts";

const TAGS = ["Admin"];
const PATH = "/admin/storage";

const UPDATE_BODY = wire.object(
  {
    default_result_storage_block_id: wire.uuid({
      description: "The block document ID of the server default result storage block.",
    }),
  },
  { name: "ServerDefaultResultStorageUpdate" },
);

export function resultStorageRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "GET",
    path: PATH,
    summary: "Read Server Default Result Storage",
    tags: TAGS,
    response: answers.serverDefaultResultStorage,
    handler: () => readResultStorage(core),
  });
  route(application, {
    method: "PUT",
    path: PATH,
    summary: "Update Server Default Result Storage",
    tags: TAGS,
    body: UPDATE_BODY,
    response: answers.serverDefaultResultStorage,
    handler: ({ body }) => writeResultStorage(core, body.default_result_storage_block_id),
  });
  route(application, {
    method: "DELETE",
    path: PATH,
    summary: "Clear Server Default Result Storage",
    tags: TAGS,
    status: 204,
    handler: () => clearResultStorage(core),
  });
}
