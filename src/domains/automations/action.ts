/** Actions: what an automation does once its trigger has fired (the reference's events.actions). */

import type { JsonValue } from "../../db/json-text.ts";
import type { StateType } from "../../db/tables.ts";

/** What an action is done to: named by its id, or taken from the event that set it off. */
export type Source = "selected" | "inferred";

export type JsonObjectValue = Readonly<Record<string, JsonValue>>;

/** An action as the wire and the row have it; `schedule_after` in seconds. */
export type Action =
  | { readonly type: "do-nothing" }
  | {
      readonly type: "run-deployment";
      readonly source: Source;
      readonly deployment_id: string | null;
      readonly parameters: JsonObjectValue | null;
      readonly job_variables: JsonObjectValue | null;
      readonly schedule_after: number;
    }
  | {
      readonly type: "pause-deployment" | "resume-deployment";
      readonly source: Source;
      readonly deployment_id: string | null;
    }
  | { readonly type: "cancel-flow-run" | "suspend-flow-run" }
  | { readonly type: "resume-flow-run" }
  | { readonly type: "delete-flow-run" }
  | {
      readonly type: "change-flow-run-state";
      readonly name: string | null;
      readonly state: StateType;
      readonly message: string | null;
      readonly force: boolean;
    }
  | {
      readonly type: "pause-work-queue" | "resume-work-queue";
      readonly source: Source;
      readonly work_queue_id: string | null;
    }
  | {
      readonly type: "pause-work-pool" | "resume-work-pool";
      readonly source: Source;
      readonly work_pool_id: string | null;
    }
  | {
      readonly type: "pause-automation" | "resume-automation";
      readonly source: Source;
      readonly automation_id: string | null;
    }
  | {
      readonly type: "send-notification";
      readonly block_document_id: string;
      readonly subject: string;
      readonly body: string;
    }
  | { readonly type: "call-webhook"; readonly block_document_id: string; readonly payload: string };

export type ActionType = Action["type"];
/** The actions of some types. */
export type ActionOf<Type extends ActionType> = Extract<Action, { readonly type: Type }>;
