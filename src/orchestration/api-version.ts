/** What the client's API version (the `x-prefect-api-version` header, "x.y.z") says it can do. */

/** From 0.8.4 on clients know pauses, and the kinds of retries. A client that names no version counts as current. */
export function knowsPauses(apiVersion: string | null): boolean {
  return apiVersion === null || !isBefore(apiVersion, [0, 8, 4]);
}

/** Before 0.8.3 a client that retries a flow expects its failed task runs to await a retry as well. */
export function needsTaskRunsToAwaitRetry(apiVersion: string | null): boolean {
  return apiVersion !== null && isBefore(apiVersion, [0, 8, 3]);
}

function isBefore(apiVersion: string, bound: readonly [number, number, number]): boolean {
  const parts = apiVersion.split(".", bound.length).map(Number);
  const difference = bound.map((part, index) => (parts[index] ?? 0) - part).find((distance) => distance !== 0);
  return difference !== undefined && difference < 0;
}
