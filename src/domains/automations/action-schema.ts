/** Actions as they come over the wire, with the reference's words for what is wrong with them. */
import type { JsonText } from "../../db/json-text.ts";
import { stateTypes } from "../../db/tables.ts";
import { type AnyWire, type Wire, wire } from "../../rest/wire.ts";
import { makeLeaf, REFUSED, valueError } from "../../rest/wire-leaf.ts";
import { EXACT, type Fault, withBehaviour } from "../../rest/wire-schema.ts";
import { microseconds, secondsFromMicroseconds } from "../../time/duration.ts";
import { parseExactly } from "../exact-json.ts";
import { parametersProblem } from "../parameters/template-check.ts";
import { templateProblem } from "../templates/template.ts";
import type { Action, JsonObjectValue } from "./action.ts";

/** pydantic names a model with a validator by both. */
function labelled<T>(schema: Wire<T>, label: string): Wire<T> {
  return withBehaviour(schema, { label });
}

function simple(type: string, name: string): AnyWire {
  return wire.object({ type: wire.withDefault(wire.literal([type]), type) }, { name });
}

const source = wire.withDefault(wire.literal(["selected", "inferred"]), "selected");

/** An action upon an object that is either named or inferred. */
function upon(kind: string, key: string, type: string, name: string, more: Record<string, AnyWire> = {}): AnyWire {
  const schema = wire.object(
    {
      type: wire.withDefault(wire.literal([type]), type),
      source,
      [key]: wire.withDefault(wire.nullable(wire.uuid()), null),
      ...more,
    },
    { name },
  );
  const checked = wire.checked(schema, (action: Record<string, unknown>): Fault | undefined => {
    const isNamed = action[key] !== null;
    if ((action.source === "selected") === isNamed) return undefined;
    return valueError(`${key} is ${isNamed ? "not allowed" : "required"}`);
  });
  return labelled(checked, `function-after[selected_${kind}_requires_id(), ${name}]`);
}

const delay = wire.documented(wire.duration(), {
  type: undefined,
  format: undefined,
  anyOf: [
    { type: "number", minimum: 0 },
    { type: "string", format: "duration" },
  ],
});
const notNegative = wire.checked(delay, (value) =>
  value < 0 ? valueError("schedule_after must be non-negative") : undefined,
);

const parameters = wire.checked(wire.nullable(wire.jsonObject()), (given) => {
  const problem = given === null ? undefined : parametersProblem(given);
  return problem === undefined ? undefined : valueError(`Invalid parameters: \n${problem}`);
});

const runDeployment = wire.mapped(
  upon("deployment", "deployment_id", "run-deployment", "RunDeployment", {
    parameters: wire.withDefault(parameters, null),
    job_variables: wire.withDefault(wire.nullable(wire.jsonObject()), null),
    schedule_after: wire.documented(wire.withDefault(notNegative, microseconds(0)), { default: undefined }),
  }),
  (action) => ({
    ...action,
    parameters: objectOrNull(action.parameters),
    job_variables: objectOrNull(action.job_variables),
    schedule_after: secondsFromMicroseconds(action.schedule_after),
  }),
);

function objectOrNull(text: JsonText | null): JsonObjectValue | null {
  return text === null ? null : (parseExactly(text) as JsonObjectValue);
}

/** Text that is a template. */
function template(field: string, text: Wire<string> = wire.string()): Wire<string> {
  return wire.checked(text, (value) => {
    const problem = templateProblem(value);
    return problem === undefined ? undefined : valueError(`'${field}' is not a valid template: ${problem.message}`);
  });
}

/** What a webhook is sent: text, or anything else as indented JSON, which older clients give. */
const payloadText = makeLeaf<string>({
  label: "str",
  convert(value) {
    const text = typeof value === "string" ? value : value === null ? undefined : JSON.stringify(value, null, 2);
    return text === undefined ? REFUSED : conversionOfText(text);
  },
  fault: (value) => textFault(value),
  exactness: () => EXACT,
  jsonSchema: { type: "string" },
});

const plain = wire.string() as unknown as {
  wireLeaf: { convert(value: unknown): string | typeof REFUSED };
};

function conversionOfText(text: string): string | typeof REFUSED {
  return plain.wireLeaf.convert(text);
}

function textFault(value: unknown): Fault {
  return value === null
    ? { type: "string_type", msg: "Input should be a valid string" }
    : valueError("Text must hold neither U+0000 nor unpaired surrogates");
}

const changeState = wire.object(
  {
    type: wire.withDefault(wire.literal(["change-flow-run-state"]), "change-flow-run-state"),
    name: wire.withDefault(wire.nullable(wire.string()), null),
    state: wire.enumeration(stateTypes, { name: "StateType" }),
    message: wire.withDefault(wire.nullable(wire.string()), null),
    force: wire.withDefault(wire.boolean(), false),
  },
  { name: "ChangeFlowRunState" },
);

const sendNotification = wire.object(
  {
    type: wire.withDefault(wire.literal(["send-notification"]), "send-notification"),
    block_document_id: wire.uuid(),
    subject: wire.withDefault(template("subject"), "Prefect automated notification"),
    body: template("body"),
  },
  { name: "SendNotification" },
);

const callWebhook = wire.object(
  {
    type: wire.withDefault(wire.literal(["call-webhook"]), "call-webhook"),
    block_document_id: wire.uuid(),
    payload: wire.withDefault(template("payload", payloadText), ""),
  },
  { name: "CallWebhook" },
);

/** ServerActionTypes, in the reference's order. */
export const actionSchema = wire.union([
  simple("do-nothing", "DoNothing"),
  runDeployment,
  upon("deployment", "deployment_id", "pause-deployment", "PauseDeployment"),
  upon("deployment", "deployment_id", "resume-deployment", "ResumeDeployment"),
  simple("cancel-flow-run", "CancelFlowRun"),
  simple("delete-flow-run", "DeleteFlowRun"),
  changeState,
  upon("work_queue", "work_queue_id", "pause-work-queue", "PauseWorkQueue"),
  upon("work_queue", "work_queue_id", "resume-work-queue", "ResumeWorkQueue"),
  sendNotification,
  callWebhook,
  upon("automation", "automation_id", "pause-automation", "PauseAutomation"),
  upon("automation", "automation_id", "resume-automation", "ResumeAutomation"),
  simple("suspend-flow-run", "SuspendFlowRun"),
  simple("resume-flow-run", "ResumeFlowRun"),
  upon("work_pool", "work_pool_id", "pause-work-pool", "PauseWorkPool"),
  upon("work_pool", "work_pool_id", "resume-work-pool", "ResumeWorkPool"),
]) as unknown as Wire<Action>;
