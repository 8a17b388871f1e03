/** Automations, as /automations (the reference's api/automations.py). */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { AnswerError, invalidAnswer } from "../../rest/answers.ts";
import { limit, offset } from "../../rest/pagination.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { valueError } from "../../rest/wire-leaf.ts";
import { jsonArray } from "../json-writer.ts";
import { templateProblem } from "../templates/template.ts";
import {
  AutomationLoopError,
  automationNotFound,
  createAutomation,
  deleteAutomation,
  deleteOwnedAutomations,
  setAutomationEnabled,
  updateAutomation,
} from "./automation.commands.ts";
import { countAutomations, listAutomations, readAutomation, readRelatedAutomations } from "./automation.queries.ts";
import { automationJson, automationSorts } from "./automation.ts";
import * as answers from "./automation-answers.rest.ts";
import { automationCreate, automationFilter, automationPartialUpdate, automationUpdate } from "./automation-schema.ts";

const TAGS = ["Automations"];
const ID_PARAMS = { id: wire.uuid() };
const RESOURCE_PARAMS = { resource_id: wire.string() };
const filter = wire.optional(wire.nullable(automationFilter));

export function automationRoutes(application: FastifyInstance, core: Core): void {
  changingRoutes(application, core);
  readingRoutes(application, core);
  // The older path is the one that Prefect's web page asks.
  for (const path of ["/automations/templates/validate", "/templates/validate"]) templateRoute(application, path);
}

function templateRoute(application: FastifyInstance, path: string): void {
  route(application, {
    method: "POST",
    path,
    summary: "Validate Template",
    tags: TAGS,
    status: 204,
    body: wire.withDefault(wire.string(), ""),
    handler: async ({ body, reply }) => {
      const problem = templateProblem(body);
      if (problem === undefined) return undefined;
      reply.code(422);
      return { error: { line: problem.line, message: problem.message, source: body } };
    },
  });
}

function changingRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/automations/",
    summary: "Create Automation",
    tags: TAGS,
    status: 201,
    body: automationCreate,
    response: answers.automation,
    handler: async ({ body }) => json(automationJson(await createAutomation(core, body))),
  });
  route(application, {
    method: "PUT",
    path: "/automations/{id}",
    summary: "Update Automation",
    tags: TAGS,
    status: 204,
    params: ID_PARAMS,
    body: automationUpdate,
    handler: ({ params, body }) => updateAutomation(core, params.id, body),
  });
  route(application, {
    method: "PATCH",
    path: "/automations/{id}",
    summary: "Patch Automation",
    tags: TAGS,
    status: 204,
    params: ID_PARAMS,
    body: automationPartialUpdate,
    handler: async ({ params, body }) => {
      try {
        await setAutomationEnabled(core, params.id, body.enabled);
      } catch (error) {
        if (!(error instanceof AutomationLoopError)) throw error;
        const issue = { ...valueError(error.detail), loc: [], input: JSON.parse(error.refused) };
        throw new AnswerError(invalidAnswer([issue], { enabled: body.enabled ?? true }, 0));
      }
    },
  });
  route(application, {
    method: "DELETE",
    path: "/automations/{id}",
    summary: "Delete Automation",
    tags: TAGS,
    status: 204,
    params: ID_PARAMS,
    handler: ({ params }) => deleteAutomation(core, params.id),
  });
  route(application, {
    method: "DELETE",
    path: "/automations/owned-by/{resource_id}",
    summary: "Delete Automations Owned By Resource",
    tags: TAGS,
    status: 202,
    params: RESOURCE_PARAMS,
    handler: ({ params }) => deleteOwnedAutomations(core, params.resource_id),
  });
}

function readingRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/automations/filter",
    summary: "Read Automations",
    tags: TAGS,
    body: wire.parameters({
      limit: limit(core.settings.defaultLimit),
      sort: wire.withDefault(wire.enumeration(automationSorts, { name: "AutomationSort" }), "NAME_ASC"),
      offset: offset(),
      automations: filter,
    }),
    response: wire.array(answers.automation),
    handler: async ({ body }) => json(jsonArray(await listAutomations(core, body), automationJson)),
  });
  route(application, {
    method: "POST",
    path: "/automations/count",
    summary: "Count Automations",
    tags: TAGS,
    body: wire.parameters({ automations: filter }),
    response: wire.integer(),
    handler: ({ body }) => countAutomations(core, body.automations),
  });
  route(application, {
    method: "GET",
    path: "/automations/{id}",
    summary: "Read Automation",
    tags: TAGS,
    params: ID_PARAMS,
    response: answers.automation,
    handler: async ({ params }) => {
      const automation = await readAutomation(core, params.id);
      if (automation === undefined) throw automationNotFound();
      return json(automationJson(automation));
    },
  });
  route(application, {
    method: "GET",
    path: "/automations/related-to/{resource_id}",
    summary: "Read Automations Related To Resource",
    tags: TAGS,
    params: RESOURCE_PARAMS,
    response: wire.array(answers.automation),
    handler: async ({ params }) =>
      json(jsonArray(await readRelatedAutomations(core, params.resource_id), automationJson)),
  });
}
