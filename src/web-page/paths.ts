/** The paths that the page's versions are under, and which version a request is for (the reference's create_ui_app). */
import type { UiVersion } from "./bundles.ts";

/** The second version is in this folder of the first one's path. */
const V2_SUFFIX = "/v2";

export type BaseUrls = Readonly<Record<UiVersion, string>>;

/** @param serveBase "/" or a path such as "/prefect"; one that ends in "/v2" is that of the second version */
export function baseUrls(serveBase: string): BaseUrls {
  const v1 = serveBase.endsWith(V2_SUFFIX) ? serveBase.slice(0, -V2_SUFFIX.length) || "/" : serveBase;
  return { v1, v2: under(v1, V2_SUFFIX) };
}

/** The path `relative`, which begins with a slash, under a base. */
export function under(base: string, relative: string): string {
  return base === "/" ? relative : `${base}${relative}`;
}

/** What a path is relative to a base, beginning with a slash; "" is the base itself, undefined what is elsewhere. */
export function relativeTo(base: string, path: string): string | undefined {
  if (base === "/") return path;
  if (path === base) return "";
  return path.startsWith(`${base}/`) ? path.slice(base.length) : undefined;
}

/**
 * Where a version of the page has what is at `relative` in the other. A path that begins with two slashes, or with what
 * browsers take for one, would name another host.
 */
export function redirectTarget(base: string, relative: string, query: string): string {
  const path = under(base, `/${relative.replace(/^[/\\]+/, "")}`);
  return query === "" ? path : `${path}?${query}`;
}
