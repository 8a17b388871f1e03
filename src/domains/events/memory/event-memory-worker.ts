/** The thread of event-memory.ts: reads all events, then answers questions in the order in which they come. */
import { parentPort, workerData } from "node:worker_threads";
import { openReadOnly } from "../../../db/read-only.ts";
import type { MemoryAnswer, MemoryMessage, MemoryQuestion, MemoryWorkerData } from "./event-memory.ts";
import { EventStore, UnusableError } from "./event-store.ts";
import type { EventInquiry } from "./questions.ts";

/** How often new events are read while nothing is asked, so that no question waits for very many. */
const FOLLOW_MILLISECONDS = 2_000;

const { location, mostBytes } = workerData as MemoryWorkerData;
const store = new EventStore(openReadOnly(location), mostBytes);

function say(message: MemoryMessage): void {
  parentPort?.postMessage(message);
}

/** Does what can be done once the latest events are there, if they are. When they cannot be read the thread is of no more use. */
async function caughtUp(work: (areCurrent: boolean) => void): Promise<void> {
  let areCurrent: boolean;
  try {
    areCurrent = await store.catchUp();
  } catch (error) {
    const reason = error instanceof UnusableError ? error.reason : "failure";
    say({ kind: "unusable", reason, message: error instanceof Error ? error.message : String(error) });
    return;
  }
  work(areCurrent);
}

/** SQL says what is wrong with a question that cannot be answered. */
function answerTo(inquiry: EventInquiry): MemoryAnswer {
  try {
    return store.answer(inquiry);
  } catch {
    return undefined;
  }
}

/** What is under way and waits, in order. */
let last = caughtUp(() => {
  say({ kind: "loaded", events: store.count, bytes: store.size });
  setInterval(() => {
    last = last.then(() => caughtUp(() => {}));
  }, FOLLOW_MILLISECONDS);
});

parentPort?.on("message", ({ id, inquiry }: MemoryQuestion) => {
  last = last.then(() =>
    caughtUp((areCurrent) => say({ kind: "answer", id, answer: areCurrent ? answerTo(inquiry) : undefined })),
  );
});
