/** Flow run input, as /flow_runs/{id}/input. */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { notFound } from "../../errors.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { makeLeaf, REFUSED } from "../../rest/wire-leaf.ts";
import { valueError } from "../runs/run-schema.ts";
import * as answers from "./flow-run-answers.rest.ts";
import { createFlowRunInput, deleteFlowRunInput } from "./flow-run-input.commands.ts";
import { listFlowRunInput, readFlowRunInput } from "./flow-run-input.queries.ts";
import { INPUT_KEY_PATTERN } from "./flow-run-input.ts";
import { flowRunInputsJson } from "./flow-run-input.wire.ts";

const TAGS = ["Flow Runs"];
const ID_PARAMS = { id: wire.uuid({ description: "The flow run id" }) };
const KEY_PARAMS = { ...ID_PARAMS, key: wire.string({ description: "The input key" }) };

/** The most inputs one answer lists; the reference has no bound, and none at all for a negative limit. */
const MAXIMUM_INPUTS = 1_000;

/** The reference accepts any key here and fails on such a one with 500. */
const keySchema = wire.checked(wire.string({ description: "The input key" }), (key) =>
  INPUT_KEY_PATTERN.test(key)
    ? undefined
    : valueError("value must only contain lowercase letters, numbers, and dashes."),
);

const text = wire.string();

/** Bytes in the reference, which are UTF-8 text on the wire and in the database. */
const valueSchema = makeLeaf<string>(
  {
    label: "bytes",
    convert: (value) =>
      typeof value === "string" && value.isWellFormed() && !value.includes("\u0000") ? value : REFUSED,
    fault: (value) =>
      typeof value === "string"
        ? valueError("Text must hold neither U+0000 nor unpaired surrogates")
        : { type: "bytes_type", msg: "Input should be a valid bytes" },
    jsonSchema: { type: "string", contentMediaType: "application/octet-stream" },
  },
  { description: "The value of the input" },
);

export function flowRunInputRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/flow_runs/{id}/input",
    summary: "Create Flow Run Input",
    tags: TAGS,
    status: 201,
    params: ID_PARAMS,
    body: wire.parameters({ key: keySchema, value: valueSchema, sender: wire.optional(text) }),
    handler: async ({ params, body }) => {
      await createFlowRunInput(core, { flow_run_id: params.id, ...body });
      return null;
    },
  });
  route(application, {
    method: "POST",
    path: "/flow_runs/{id}/input/filter",
    summary: "Filter Flow Run Input",
    tags: TAGS,
    params: ID_PARAMS,
    body: wire.parameters({
      prefix: wire.string({ description: "The input key prefix" }),
      limit: wire.withDefault(wire.integer({ description: "The maximum number of results to return" }), 1),
      exclude_keys: wire.withDefault(wire.array(wire.string(), { description: "Exclude inputs with these keys" }), []),
    }),
    response: wire.array(answers.flowRunInput),
    handler: async ({ params, body }) => {
      const limit = body.limit < 0 ? MAXIMUM_INPUTS : Math.min(body.limit, MAXIMUM_INPUTS);
      return json(flowRunInputsJson(await listFlowRunInput(core, params.id, { ...body, limit })));
    },
  });
  route(application, {
    method: "GET",
    path: "/flow_runs/{id}/input/{key}",
    summary: "Read Flow Run Input",
    tags: TAGS,
    params: KEY_PARAMS,
    handler: async ({ params, reply }) => {
      const input = await readFlowRunInput(core, params.id, params.key);
      if (input === undefined) throw notFound("Flow run input not found");
      return reply.type("text/plain; charset=utf-8").send(input.value);
    },
  });
  route(application, {
    method: "DELETE",
    path: "/flow_runs/{id}/input/{key}",
    summary: "Delete Flow Run Input",
    tags: TAGS,
    status: 204,
    params: KEY_PARAMS,
    handler: ({ params }) => deleteFlowRunInput(core, { flow_run_id: params.id, key: params.key }),
  });
}
