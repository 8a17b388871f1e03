/** The bodies by which deployments are created and changed (the reference's DeploymentCreate and DeploymentUpdate). */
import { EMPTY_OBJECT, type JsonText, toJsonText } from "../../db/json-text.ts";
import { type Wire, wire } from "../../rest/wire.ts";
import { validatorOf } from "../../rest/wire-keywords.ts";
import { isRawJson, makeConversion, numberOf, REFUSED } from "../../rest/wire-leaf.ts";
import { behaviourOf, type Fault } from "../../rest/wire-schema.ts";
import { isJsonObject } from "../../rest/wire-structures.ts";
import {
  CircularSchemaError,
  InvalidSchemaError,
  schemaFailure,
  validationFailure,
} from "../json-schema/json-schema.ts";
import { sizedParametersSchema, tagsSchema, valueError } from "../runs/run-schema.ts";
import { newScheduleSchema, scheduleChangesSchema } from "./deployment-schedule.action-schema.ts";

/** Bounds of the grace period, in seconds, as the reference has them. */
const SHORTEST_GRACE_SECONDS = 60;
const LONGEST_GRACE_SECONDS = 86_400;
/** What the column of a limit holds. The reference takes more and then fails in its database, on PostgreSQL. */
const LARGEST_LIMIT = 2_147_483_647;

/** What a schema that says nothing stands for (ParameterSchema). */
const SCHEMA_OF_NOTHING = toJsonText({ type: "object", properties: {} });

const optionalText = wire.optional(wire.nullable(wire.string()));
const optionalId = wire.optional(wire.nullable(wire.uuid()));

const parameterSchema = wire.optional(
  wire.nullable(wire.mapped(wire.jsonObject(), (schema) => (schema === EMPTY_OBJECT ? SCHEMA_OF_NOTHING : schema))),
);
const concurrencyLimit = wire.optional(wire.nullable(wire.integer({ exclusiveMinimum: 0, maximum: LARGEST_LIMIT })));
const concurrencyOptions = wire.optional(
  wire.nullable(
    wire.mapped(
      wire.object(
        {
          collision_strategy: wire.enumeration(["ENQUEUE", "CANCEL_NEW"], { name: "ConcurrencyLimitStrategy" }),
          grace_period_seconds: wire.withDefault(
            wire.nullable(wire.integer({ minimum: SHORTEST_GRACE_SECONDS, maximum: LONGEST_GRACE_SECONDS })),
            null,
          ),
        },
        { name: "ConcurrencyOptions" },
      ),
      (options): JsonText => toJsonText(options),
    ),
  ),
);
const pullSteps = wire.optional(wire.nullable(wire.jsonOf(wire.array(wire.jsonObject()))));
/** Accepted, and used by no server but Prefect Cloud's. */
const versionInfo = wire.optional(
  wire.nullable(wire.object({ type: wire.string(), version: wire.string() }, { name: "VersionInfo" })),
);

const newDeployment = wire.object(
  {
    name: wire.string({ description: "The name of the deployment." }),
    flow_id: wire.uuid({ description: "The ID of the flow associated with the deployment." }),
    paused: wire.optional(wire.boolean(), false),
    schedules: wire.optional(wire.array(newScheduleSchema)),
    concurrency_limit: concurrencyLimit,
    concurrency_options: concurrencyOptions,
    global_concurrency_limit_id: optionalId,
    enforce_parameter_schema: wire.optional(wire.boolean(), true),
    parameter_openapi_schema: parameterSchema,
    parameters: wire.withDefault(sizedParametersSchema, EMPTY_OBJECT),
    tags: wire.optional(tagsSchema),
    labels: wire.optional(wire.labels()),
    pull_steps: pullSteps,
    work_queue_name: optionalText,
    work_pool_name: optionalText,
    storage_document_id: optionalId,
    infrastructure_document_id: optionalId,
    description: optionalText,
    path: optionalText,
    version: optionalText,
    entrypoint: optionalText,
    job_variables: wire.optional(wire.jsonObject()),
    version_info: versionInfo,
  },
  { name: "DeploymentCreate", forbidExtra: true },
);

const deploymentChanges = wire.object(
  {
    version: optionalText,
    description: optionalText,
    paused: wire.optional(wire.boolean(), false),
    schedules: wire.optional(wire.array(scheduleChangesSchema)),
    concurrency_limit: concurrencyLimit,
    concurrency_options: concurrencyOptions,
    global_concurrency_limit_id: optionalId,
    parameters: wire.optional(wire.nullable(sizedParametersSchema)),
    parameter_openapi_schema: parameterSchema,
    tags: wire.optional(tagsSchema),
    work_queue_name: optionalText,
    work_pool_name: optionalText,
    path: optionalText,
    job_variables: wire.optional(wire.nullable(wire.jsonObject())),
    pull_steps: pullSteps,
    entrypoint: optionalText,
    storage_document_id: optionalId,
    infrastructure_document_id: optionalId,
    enforce_parameter_schema: wire.optional(wire.nullable(wire.boolean())),
    version_info: versionInfo,
  },
  { name: "DeploymentUpdate", forbidExtra: true },
);

/** What Python takes for true. */
function isTruthy(value: unknown): boolean {
  if (typeof value === "object" && value !== null && !isRawJson(value)) return Object.keys(value).length > 0;
  return Boolean(value) && numberOf(value) !== 0;
}

type Body = Readonly<Record<string, unknown>>;

function limitsFault(body: Body): Fault | undefined {
  if (!isTruthy(body.concurrency_limit) || !isTruthy(body.global_concurrency_limit_id)) return undefined;
  return valueError("A deployment cannot have both a concurrency limit and a global concurrency limit.");
}

/** Why a schema cannot be used, told as the fault it is in the reference. */
function schemaFault(check: () => string | undefined, words: (failure: string) => string): Fault | undefined {
  try {
    const failure = check();
    return failure === undefined ? undefined : valueError(words(failure));
  } catch (error) {
    if (error instanceof InvalidSchemaError) return valueError(unusable(error.message));
    if (!(error instanceof CircularSchemaError)) throw error;
    return valueError("Invalid schema: Unable to validate schema with circular references.");
  }
}

function unusable(failure: string): string {
  return `The provided schema is not a valid json schema. Schema error: ${failure}`;
}

/** The schema that a client wants to be enforced; null for none. */
function enforcedSchema(body: Body): unknown {
  return isTruthy(body.enforce_parameter_schema) ? (body.parameter_openapi_schema ?? null) : null;
}

/** What is wrong with the parameters by their schema, in which nothing is required yet. */
function parametersFault(body: Body): Fault | undefined {
  const { parameters = {} } = body;
  const schema = enforcedSchema(body);
  if (schema === null || parameters === null) return undefined;
  const options = { mend: false, ignoreRequired: true, checkSchema: true };
  return schemaFault(
    () => validationFailure(parameters, schema, options),
    (failure) => failure,
  );
}

/** What is wrong with the schema itself. */
function enforcedSchemaFault(body: Body): Fault | undefined {
  const schema = enforcedSchema(body);
  return schema === null ? undefined : schemaFault(() => schemaFailure(schema), unusable);
}

/** What clients before Prefect 2.7.7 sent, and is passed over (remove_old_deployment_fields). */
const OLD_FIELDS: ReadonlySet<string> = new Set([
  "worker_pool_queue_id",
  "worker_pool_name",
  "worker_pool_queue_name",
  "work_pool_queue_name",
]);

function withoutOldFields(body: Body): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !OLD_FIELDS.has(name)));
}

interface BodyChecks {
  /** What is looked at before the single fields, in the reference's order. */
  readonly faultOf: (body: Body) => Fault | undefined;
  /** The body as the reference's checks have left it, which its answers show. */
  readonly told: (body: Body) => Body;
}

function checkedBody<T>(inner: Wire<T>, { faultOf, told }: BodyChecks): Wire<T> {
  const behaviour = behaviourOf(inner);
  return makeConversion<T>(
    (value) => {
      if (!isJsonObject(value) || faultOf(value) !== undefined) return REFUSED;
      const body = withoutOldFields(value);
      return validatorOf(inner)(body) ? (body as T) : REFUSED;
    },
    {
      ...behaviour,
      echo: (value) => (isJsonObject(value) ? told(value) : value),
      examine(value, at, report) {
        const fault = isJsonObject(value) ? faultOf(value) : undefined;
        if (fault !== undefined) report.fault(at, isJsonObject(value) ? told(value) : value, fault);
        else behaviour.examine(isJsonObject(value) ? withoutOldFields(told(value)) : value, at, report);
      },
    },
  );
}

/** The reference's check of a new deployment's parameters puts those that were left out into the body. */
function withParameters(body: Body): Body {
  if (Object.hasOwn(body, "parameters")) return body;
  return limitsFault(body) === undefined && parametersFault(body) === undefined ? { ...body, parameters: {} } : body;
}

export const newDeploymentSchema = checkedBody(newDeployment, {
  faultOf: (body) => limitsFault(body) ?? parametersFault(body) ?? enforcedSchemaFault(body),
  told: withParameters,
});

export const deploymentChangesSchema = checkedBody(deploymentChanges, {
  faultOf: limitsFault,
  told: (body) => body,
});
