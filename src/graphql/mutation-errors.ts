/** The errors that mutations answer as types of their own. What is none of them is an error of the whole field. */
import type { Selectable } from "kysely";
import type { FlowRunStateTable, TaskRunStateTable } from "../db/tables.ts";
import { KeyReusedError } from "../domains/mutations/mutation-answer.commands.ts";
import { State } from "../domains/runs/state.graphql.ts";
import { type ErrorCode, graphqlCode, PenstockError } from "../errors.ts";
import type { TransitionStatus } from "../orchestration/transition-context.ts";
import type { OrchestrationResult } from "../orchestration/transition-request.ts";
import { builder } from "./builder.ts";

/** A refusal that a mutation's union has a type for. */
export abstract class MutationError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export class NotFoundError extends MutationError {}
export class ValidationError extends MutationError {}
export class ConflictError extends MutationError {}
export class IdempotencyConflictError extends MutationError {}

type StateRow = Selectable<FlowRunStateTable> | Selectable<TaskRunStateTable>;

/** The rules have not let the proposed state pass. */
export class TransitionRejectedError extends MutationError {
  readonly status: Exclude<TransitionStatus, "ACCEPT">;
  readonly reason: string | null;
  readonly delaySeconds: number | null;
  readonly state: StateRow | null;

  constructor(outcome: OrchestrationResult["outcome"], state: StateRow | null) {
    if (outcome.status === "ACCEPT") throw new TypeError("An accepted transition is no error");
    super("TRANSITION_REJECTED", outcome.reason ?? `The state was answered with ${outcome.status}`);
    this.status = outcome.status;
    this.reason = outcome.reason;
    this.delaySeconds = outcome.status === "WAIT" ? outcome.delaySeconds : null;
    this.state = state;
  }
}

const CLASSES: Partial<
  Readonly<Record<ErrorCode, new (code: string, message: string, options?: ErrorOptions) => MutationError>>
> = {
  NOT_FOUND: NotFoundError,
  INVALID: ValidationError,
  BAD_REQUEST: ValidationError,
  // Names that are reserved.
  FORBIDDEN: ValidationError,
  CONFLICT: ConflictError,
};

/** Runs a command, its refusals turned into the errors above. */
export async function refusing<Result>(command: () => Promise<Result>): Promise<Result> {
  try {
    return await command();
  } catch (error) {
    if (error instanceof KeyReusedError) {
      throw new IdempotencyConflictError("IDEMPOTENCY_CONFLICT", error.detail, { cause: error });
    }
    const Refusal = error instanceof PenstockError ? CLASSES[error.code] : undefined;
    if (!(error instanceof PenstockError) || Refusal === undefined) throw error;
    throw new Refusal(graphqlCode(error.code), error.detail, { cause: error });
  }
}

const MutationErrorType = builder.interfaceRef<MutationError>("MutationError").implement({
  description: "Why nothing has been changed.",
  fields: (t) => ({
    message: t.exposeString("message", { description: "What is wrong, in a sentence." }),
    code: t.exposeString("code", { description: "What is wrong, for programs." }),
  }),
});

builder.objectType(NotFoundError, {
  name: "NotFoundError",
  description: "What was to be changed is not there (any more).",
  interfaces: [MutationErrorType],
});

builder.objectType(ValidationError, {
  name: "ValidationError",
  description: "A value in the input is not acceptable.",
  interfaces: [MutationErrorType],
});

builder.objectType(ConflictError, {
  name: "ConflictError",
  description: "What the input refers to is not there, or something else has the same key.",
  interfaces: [MutationErrorType],
});

builder.objectType(IdempotencyConflictError, {
  name: "IdempotencyConflictError",
  description: "The idempotency key has been used for the same mutation with another input; the mutation was not done.",
  interfaces: [MutationErrorType],
});

const RejectedStatus = builder.enumType("RejectedStatus", {
  description: "How a proposed state was turned down.",
  values: {
    REJECT: { description: "It was not accepted; another state may have been written in its place." },
    WAIT: { description: "It may be proposed again later." },
    ABORT: { description: "It was not accepted, and the run must not go on as if it had been." },
  } as const satisfies Record<TransitionRejectedError["status"], object>,
});

builder.objectType(TransitionRejectedError, {
  name: "TransitionRejectedError",
  description: "The rules of orchestration have not let the proposed state pass.",
  interfaces: [MutationErrorType],
  fields: (t) => ({
    status: t.expose("status", { type: RejectedStatus, description: "How it was turned down." }),
    reason: t.exposeString("reason", { nullable: true, description: "Why, in the rule's words." }),
    delaySeconds: t.exposeFloat("delaySeconds", {
      nullable: true,
      description: "When WAIT: how long to wait, in seconds.",
    }),
    state: t.expose("state", {
      type: State,
      nullable: true,
      description: "The state the run is in now: the one written in place of the proposed one, or the one it was in.",
    }),
  }),
});
