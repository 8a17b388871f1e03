/** The bodies by which work pools are made and changed (the reference's WorkPoolCreate and WorkPoolUpdate). */
import { WITHOUT_BANNED_CHARACTERS } from "../../rest/names.ts";
import { wire } from "../../rest/wire.ts";
import { valueError } from "../../rest/wire-leaf.ts";
import { templateProblem } from "./work-pool.template.ts";
import { isEmptyishName, LARGEST_COUNT } from "./work-pool.ts";

const BANNED = new RegExp(WITHOUT_BANNED_CHARACTERS, "u");

/** A name of more than quotes and spaces (the reference's NonEmptyishName). */
const poolName = wire.checked(wire.string({ description: "The name of the work pool." }), (name) => {
  if (isEmptyishName(name)) return valueError("name cannot be an empty string");
  if (BANNED.test(name)) return undefined;
  return {
    type: "string_pattern_mismatch",
    msg: `String should match pattern '${WITHOUT_BANNED_CHARACTERS}'`,
    ctx: { pattern: WITHOUT_BANNED_CHARACTERS },
  };
});

const template = wire.checked(wire.jsonObject({ description: "The work pool's base job template." }), (text) => {
  const problem = templateProblem(text);
  return problem === undefined ? undefined : valueError(problem);
});

export const concurrencyLimit = wire.nullable(wire.integer({ minimum: 0, maximum: LARGEST_COUNT }));

const step = wire.optional(wire.nullable(wire.jsonObject()));

const storageConfiguration = wire.object(
  {
    bundle_upload_step: step,
    bundle_execution_step: step,
    default_result_storage_block_id: wire.optional(wire.nullable(wire.uuid())),
  },
  { name: "WorkPoolStorageConfiguration", forbidExtra: true },
);

export const newWorkPoolSchema = wire.object(
  {
    name: wire.documented(poolName, { pattern: WITHOUT_BANNED_CHARACTERS }),
    description: wire.optional(wire.nullable(wire.string())),
    type: wire.optional(wire.string({ description: "The work pool type." }), "prefect-agent"),
    base_job_template: wire.optional(template),
    is_paused: wire.optional(wire.boolean({ description: "Whether nothing is handed out of the work pool." }), false),
    concurrency_limit: wire.optional(concurrencyLimit),
    storage_configuration: wire.optional(storageConfiguration),
  },
  { name: "WorkPoolCreate", forbidExtra: true },
);

export const workPoolChangesSchema = wire.object(
  {
    description: wire.optional(wire.nullable(wire.string())),
    is_paused: wire.optional(wire.nullable(wire.boolean())),
    base_job_template: wire.optional(template),
    concurrency_limit: wire.optional(concurrencyLimit),
    storage_configuration: wire.optional(wire.nullable(storageConfiguration)),
  },
  { name: "WorkPoolUpdate", forbidExtra: true },
);
