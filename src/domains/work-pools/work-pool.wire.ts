/** Work pools on the wire (the reference's schemas.responses.WorkPoolResponse). */
import { formatInstant } from "../../time/instant.ts";
import { parseObject, withoutMember } from "../blocks/exact-json.ts";
import { plainOrNull, quoted, quotedOrNull } from "../json-writer.ts";
import { AGENT_POOL_TYPE, type WorkPoolRow } from "./work-pool.ts";

export interface WorkPoolAnswerOptions {
  /** For clients up to 3.3.7, which refuse what they do not know. */
  readonly withoutResultStorage: boolean;
}

/** @param slots the slots in use; told of pools that have a limit */
export function workPoolJson(row: WorkPoolRow, slots: number, options: WorkPoolAnswerOptions): string {
  const status = row.type === AGENT_POOL_TYPE ? null : row.status;
  const storage = options.withoutResultStorage
    ? JSON.stringify(withoutMember(parseObject(row.storage_configuration), "default_result_storage_block_id"))
    : row.storage_configuration;
  const activeSlots = row.concurrency_limit === null ? null : slots;
  return `{"id":"${row.id}","created":"${formatInstant(row.created)}","updated":"${formatInstant(row.updated)}","name":${quoted(row.name)},"description":${quotedOrNull(row.description)},"type":${quoted(row.type)},"base_job_template":${row.base_job_template},"is_paused":${row.is_paused === 1},"concurrency_limit":${row.concurrency_limit},"status":${plainOrNull(status)},"default_queue_id":${plainOrNull(row.default_queue_id)},"storage_configuration":${storage},"active_slots":${activeSlots}}`;
}

const USER_AGENT = /^prefect\/(\d+)\.(\d+)\.(\d+)([a-z.+0-9]+)? \(API \S+\)$/;

/** The last release that refuses pools with a place for results. */
const LAST_WITHOUT_RESULT_STORAGE = [3, 3, 7] as const;

/** What a client may be told of, by its User-Agent. */
export function answerOptionsFor(userAgent: string | undefined): WorkPoolAnswerOptions {
  const [, ...parts] = USER_AGENT.exec(userAgent ?? "") ?? [];
  if (parts.length === 0) return { withoutResultStorage: false };
  for (const [index, bound] of LAST_WITHOUT_RESULT_STORAGE.entries()) {
    const distance = Number(parts[index]) - bound;
    if (distance !== 0) return { withoutResultStorage: distance < 0 };
  }
  // What is behind the number tells of a version before the release, or of one made after it.
  return { withoutResultStorage: !/^(?:\+|\.?post)/.test(parts[3] ?? "") };
}
