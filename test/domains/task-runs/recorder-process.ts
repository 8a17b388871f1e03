/** A recorder in a process of its own, for a test to kill. Takes the database's URL. */
import { LogFollower } from "../../../src/db/log-follower.ts";
import { openDatabase } from "../../../src/db/open.ts";
import { taskRunRecorder } from "../../../src/services/task-run-recorder.ts";
import { coreOn } from "./recorder-support.ts";

const database = await openDatabase(process.argv[2] ?? "");
const follower = new LogFollower(database, "event");
follower.start();
taskRunRecorder.create(coreOn(database), follower).start();
// The service's own timers do not keep a process alive.
setInterval(() => {}, 1_000);
