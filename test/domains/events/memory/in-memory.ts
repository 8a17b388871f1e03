/** A core whose searches of events are answered from memory. */
import type { Core } from "../../../../src/core.ts";
import { EventMemory } from "../../../../src/domains/events/memory/event-memory.ts";
import type { Answers, EventInquiry, EventQuestion } from "../../../../src/domains/events/memory/questions.ts";

const LONGEST_MILLISECONDS = 10_000;
export const ENOUGH_BYTES = 1_000_000_000;

/** Counts what it could tell, and what it left to SQL. */
export class WatchedEventMemory extends EventMemory {
  answered = 0;
  left = 0;

  override async ask<Question extends EventQuestion>(
    inquiry: EventInquiry<Question>,
  ): Promise<Answers[Question["kind"]] | undefined> {
    const answer = await super.ask(inquiry);
    if (answer === undefined) this.left += 1;
    else this.answered += 1;
    return answer;
  }
}

export interface InMemory {
  readonly core: Core;
  readonly memory: WatchedEventMemory;
  close(): Promise<void>;
}

export async function untilLoaded(memory: EventMemory): Promise<void> {
  const begun = performance.now();
  while (memory.loaded === undefined) {
    if (performance.now() - begun > LONGEST_MILLISECONDS) throw new Error("The events are not in memory");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Has events brought into memory, and waits for that. */
export async function loaded(memory: EventMemory | undefined): Promise<void> {
  if (memory === undefined) throw new Error("This core keeps no events in memory");
  memory.load();
  await untilLoaded(memory);
}

/** Brings the events of a core's database into memory. */
export async function inMemory(core: Core): Promise<InMemory> {
  const memory = new WatchedEventMemory(core.database.location, ENOUGH_BYTES, core.logger);
  await loaded(memory);
  return { core: { ...core, eventMemory: memory }, memory, close: () => memory.close() };
}
