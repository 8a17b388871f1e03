/** Logs and their filter as they come over the wire. */
import { type Wire, wire } from "../../rest/wire.ts";
import { makeLeaf, REFUSED } from "../../rest/wire-leaf.ts";
import { behaviourOf, withBehaviour } from "../../rest/wire-schema.ts";
import { bound, criterion, filterObject, flag, ids, operator } from "../filters/criteria-schema.ts";
import { MAXIMUM_TEXT_QUERY_LENGTH } from "../filters/text-search.ts";
import type { LogFilter } from "./log.filter.ts";
import type { NewLog } from "./log.ts";

/** What an `integer` column holds; the reference fails beyond it on PostgreSQL. */
const INTEGER = { minimum: -2_147_483_648, maximum: 2_147_483_647 };

/** Text without its NULs, as the reference stores it; unpaired surrogates, which it fails on, become U+FFFD. */
function logText(): Wire<string> {
  return makeLeaf<string>({
    label: "str",
    convert: (value) => (typeof value === "string" ? value.replaceAll("\u0000", "").toWellFormed() : REFUSED),
    fault: () => ({ type: "string_type", msg: "Input should be a valid string" }),
    jsonSchema: { type: "string" },
  });
}

/** LogCreate. */
const newLog: Wire<NewLog> = wire.object(
  {
    name: logText(),
    level: wire.integer(INTEGER),
    message: logText(),
    timestamp: wire.instant(),
    flow_run_id: wire.withDefault(wire.nullable(wire.uuid()), null),
    task_run_id: wire.withDefault(wire.nullable(wire.uuid()), null),
  },
  { name: "LogCreate", forbidExtra: true },
);

const list = wire.array(newLog, { title: "Logs" });

/** A Sequence in the reference, which therefore has other words for what is no list. */
export const newLogsSchema: Wire<NewLog[]> = withBehaviour(list, {
  examine(value, at, report) {
    if (Array.isArray(value)) behaviourOf(list).examine(value, at, report);
    else {
      const msg = "Input should be an instance of Sequence";
      report.fault(at, value, { type: "is_instance_of", msg, ctx: { class: "Sequence" } });
    }
  },
});

const level = criterion(wire.integer());

/** LogFilter. */
export const logFilterSchema = filterObject("LogFilter", {
  operator,
  level: criterion(filterObject("LogFilterLevel", { ge_: level, le_: level })),
  timestamp: criterion(filterObject("LogFilterTimestamp", { before_: bound, after_: bound })),
  flow_run_id: criterion(filterObject("LogFilterFlowRunId", { any_: ids })),
  task_run_id: criterion(filterObject("LogFilterTaskRunId", { any_: ids, is_null_: flag })),
  text: criterion(
    wire.object(
      { query: wire.string({ maxLength: MAXIMUM_TEXT_QUERY_LENGTH }) },
      { name: "LogFilterTextSearch", forbidExtra: true },
    ),
  ),
}) as unknown as Wire<LogFilter>;
