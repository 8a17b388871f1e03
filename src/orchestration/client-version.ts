/** What the client's version ("3.4.11", "3.5.0rc1.dev2", from its User-Agent) says it does about slots of deployments. */

/** These workers take and give back the slots of deployments themselves. */
const MANAGING_VERSIONS: ReadonlySet<string> = new Set(["3.0.0rc20", "3.0.0", "3.0.1", "3.0.2", "3.0.3"]);

/** Since then flows renew the leases of their deployments' slots. */
const FIRST_RENEWING_VERSION: readonly number[] = [3, 4, 11];

/** As in PEP 440: what comes before the release of the same number. */
const BEFORE_RELEASE = /^[-_.]?(?:a|b|c|rc|alpha|beta|pre|preview|dev)/;

/** Whether the client takes slots of deployments by itself, without the server's doing. */
export function managesDeploymentSlots(clientVersion: string | null): boolean {
  return clientVersion !== null && MANAGING_VERSIONS.has(clientVersion);
}

/** Whether the client renews leases; one that is no Prefect client does not. */
export function renewsLeases(clientVersion: string | null): boolean {
  const [, release = "", rest = ""] = /^(\d+(?:\.\d+)*)(.*)$/.exec(clientVersion ?? "") ?? [];
  const parts = release.split(".").map(Number);
  const length = Math.max(parts.length, FIRST_RENEWING_VERSION.length);
  for (let index = 0; index < length; index += 1) {
    const distance = (parts[index] ?? 0) - (FIRST_RENEWING_VERSION[index] ?? 0);
    if (distance !== 0) return distance > 0;
  }
  return !BEFORE_RELEASE.test(rest);
}
