import { describe, expect, test } from "vitest";
import { decideFlowRunTransition } from "../../src/orchestration/orchestrate.ts";
import { coreFlowPolicy } from "../../src/orchestration/policies.ts";
import {
  ANY_STATE,
  abort,
  type Decision,
  type Rule,
  reject,
  type Transform,
  wait,
} from "../../src/orchestration/rule.ts";
import { createState, type StateType } from "../../src/orchestration/states.ts";
import type { FlowRunTransition } from "../../src/orchestration/transition-context.ts";
import { decideFlowRun, now } from "./transitions.ts";

/** A rule and a transform that write down what happens to them. */
function watched() {
  const seen: string[] = [];
  const rule = (name: string, decision?: Decision, to: readonly (StateType | null)[] = [...ANY_STATE]) =>
    ({
      name,
      from: ANY_STATE,
      to: new Set(to),
      enter() {
        seen.push(`${name} enters`);
        return {
          ...(decision === undefined ? {} : { decision }),
          after: ({ validated }) => seen.push(`${name} concludes on ${validated?.type ?? "none"}`),
          cleanup: () => seen.push(`${name} cleans up`),
        };
      },
    }) satisfies Rule<FlowRunTransition>;
  const transform = (name: string): Transform<FlowRunTransition> => ({
    name,
    before: (_transition, proposed) => seen.push(`${name} before ${proposed.type}`),
    after: (_transition, validated) => seen.push(`${name} after ${validated.type}`),
  });
  return { seen, rule, transform };
}

const cancelled = () => createState({ type: "CANCELLED" }, now);

describe("the order of rules and transforms", () => {
  test("they are entered in order and left in reverse", () => {
    const { seen, rule, transform } = watched();
    const { outcome, proposed, validated } = decideFlowRun(
      [rule("first"), transform("books"), rule("second")],
      { type: "PENDING" },
      { type: "RUNNING" },
    );
    expect(seen).toEqual([
      "first enters",
      "books before RUNNING",
      "second enters",
      "second concludes on RUNNING",
      "books after RUNNING",
      "first concludes on RUNNING",
    ]);
    expect(outcome).toEqual({ status: "ACCEPT" });
    expect(validated).toBe(proposed);
  });

  test("a rule governs only its own types of states", () => {
    const { seen, rule } = watched();
    const from = { ...rule("from another"), from: new Set(["RUNNING"] as const) };
    decideFlowRun(
      [from, rule("to another", undefined, ["PENDING"]), { ...rule("first states"), from: new Set([null]) }],
      null,
      { type: "RUNNING" },
    );
    expect(seen).toEqual(["first states enters", "first states concludes on RUNNING"]);
  });

  test("a rejection for another state skips later rules, fizzles earlier ones and still reaches the transforms", () => {
    const { seen, rule, transform } = watched();
    const { outcome, proposed, run } = decideFlowRun(
      [rule("earlier"), rule("judge", reject(cancelled(), "No.")), rule("later"), transform("books")],
      { type: "PENDING" },
      { type: "RUNNING" },
    );
    expect(seen).toEqual([
      "earlier enters",
      "judge enters",
      "books before CANCELLED",
      "books after CANCELLED",
      "judge concludes on CANCELLED",
      "earlier cleans up",
    ]);
    expect(outcome).toEqual({ status: "REJECT", reason: "No." });
    expect(proposed?.type).toBe("CANCELLED");
    expect(run.state_type).toBe("CANCELLED");
  });

  test("a rejection for another state of the same type leaves the transition to the later rules", () => {
    const { seen, rule } = watched();
    const other = createState({ type: "RUNNING", name: "Other" }, now);
    const { outcome, proposed } = decideFlowRun(
      [rule("earlier"), rule("judge", reject(other, "No.")), rule("later")],
      { type: "PENDING" },
      { type: "RUNNING" },
    );
    expect(seen.slice(3)).toEqual([
      "later concludes on RUNNING",
      "judge concludes on RUNNING",
      "earlier concludes on RUNNING",
    ]);
    expect([outcome.status, proposed?.name]).toEqual(["REJECT", "Other"]);
  });

  test.each([
    ["a rejection without a state", reject(null, "No."), { status: "REJECT", reason: "No." }],
    ["a wait", wait(7, "Soon."), { status: "WAIT", reason: "Soon.", delaySeconds: 7 }],
    ["an abort", abort("Never."), { status: "ABORT", reason: "Never." }],
  ])("after %s nothing is written, and the rule concludes on the current state", (_name, decision, answer) => {
    const { seen, rule, transform } = watched();
    const { outcome, proposed, validated, initial, run } = decideFlowRun(
      [transform("books"), rule("earlier"), rule("judge", decision), rule("later"), transform("more books")],
      { type: "PENDING" },
      { type: "RUNNING" },
    );
    expect(seen).toEqual([
      "books before RUNNING",
      "earlier enters",
      "judge enters",
      "judge concludes on PENDING",
      "earlier cleans up",
    ]);
    expect(outcome).toEqual(answer);
    expect(proposed).toBeNull();
    expect(validated).toBe(initial);
    expect(run.state_type).toBeNull();
  });

  test("a rule that decides for a type outside its own neither concludes nor cleans up", () => {
    const { seen, rule } = watched();
    const judge = rule("judge", reject(cancelled(), "No."), ["RUNNING"]);
    const nobody = rule("nobody", abort("Never."), ["RUNNING"]);
    decideFlowRun([judge], { type: "PENDING" }, { type: "RUNNING" });
    decideFlowRun([nobody], { type: "PENDING" }, { type: "RUNNING" });
    expect(seen).toEqual(["judge enters", "nobody enters"]);
  });
});

test("the state that was given stays as it was, so that a lost race can be decided again", () => {
  const given = createState({ type: "PENDING" }, now);
  const before = structuredClone(given);
  const transition = decideFlowRun(coreFlowPolicy, { type: "SCHEDULED" }, { type: "PENDING" });
  transition.proposed = given;
  decideFlowRunTransition(coreFlowPolicy, transition);
  expect(given).toEqual(before);
  expect(transition.proposed).toMatchObject({ id: given.id, state_details: { flow_run_id: "run" } });
});
