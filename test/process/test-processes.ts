/** Processes of a test, which end with it however it ends. */
import { onTestFinished } from "vitest";
import { killLeftProcesses, startServerProcess, startServicesProcess } from "./server-process.ts";

/** As startServerProcess; killed at the end of the test if it is still there. */
export function startTestServer(
  ...given: Parameters<typeof startServerProcess>
): ReturnType<typeof startServerProcess> {
  onTestFinished(killLeftProcesses);
  return startServerProcess(...given);
}

/** As startServicesProcess; killed at the end of the test if it is still there. */
export function startTestServices(
  ...given: Parameters<typeof startServicesProcess>
): ReturnType<typeof startServicesProcess> {
  onTestFinished(killLeftProcesses);
  return startServicesProcess(...given);
}
