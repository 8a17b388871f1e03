/** Prefect's own web page: its files, its settings, and the way to the version a browser prefers (the reference's create_ui_app). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Settings } from "../config.ts";
import { detailAnswer, NOT_FOUND_ANSWER, sendAnswer } from "../rest/answers.ts";
import { REST_PREFIX } from "../rest/api.ts";
import { findBundles, INDEX, UI_VERSIONS, type UiVersion } from "./bundles.ts";
import { BundleFiles } from "./files.ts";
import { type BaseUrls, baseUrls, redirectTarget, relativeTo, under } from "./paths.ts";
import { asksForPage, cookie, hasAlready, isNavigation, takesGzip } from "./requests.ts";

/** The page itself sets this cookie when somebody changes to the other version. */
const VERSION_COOKIE = "prefect_ui_version";

const METHOD_NOT_ALLOWED = detailAnswer(405, "Method Not Allowed", { allow: "GET, HEAD" });

/** The built files' names change with what is in them; only the others have to be asked for again. */
const HAS_HASH = /^assets\/.+-[\w-]{8}\.\w+$/;
const FOR_EVER = "public, max-age=31536000, immutable";
const ASK_AGAIN = "no-cache";

type Bundles = ReadonlyMap<UiVersion, BundleFiles>;

/** A request's path within one of the versions. */
interface Place {
  readonly version: UiVersion;
  /** Begins with a slash; "" is the version's path without one. */
  readonly relative: string;
}

export interface WebPage {
  /** The paths of the versions that are there. */
  readonly paths: readonly string[];
  /** Answers a request that no route of the server is for. */
  answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
  /** Adds the route by which the page learns where the API is and how to come in. */
  register(application: FastifyInstance): void;
}

async function openBundles(settings: Settings, bases: BaseUrls): Promise<Bundles> {
  const folders = findBundles(settings.webPage);
  const bundles = new Map<UiVersion, BundleFiles>();
  for (const version of UI_VERSIONS) {
    const folder = folders[version];
    if (folder !== undefined) bundles.set(version, await BundleFiles.open(folder, bases[version]));
  }
  return bundles;
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

async function sendFile(
  files: BundleFiles,
  name: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { body, contentType, isCompressed, etag } = await files.read(name, takesGzip(request.headers));
  reply.headers({
    "cache-control": HAS_HASH.test(name) ? FOR_EVER : ASK_AGAIN,
    etag,
    vary: "Origin, Accept-Encoding",
    "x-content-type-options": "nosniff",
  });
  if (hasAlready(request.headers, etag)) return reply.code(304).send();
  reply.headers({ "content-type": contentType, "content-length": body.length });
  if (isCompressed) reply.header("content-encoding", "gzip");
  return reply.code(200).send(request.method === "HEAD" ? undefined : body);
}

/**
 * Finds the built page and lists its files.
 * @throws SettingError when PREFECT_SERVER_UI_STATIC_DIRECTORY names a folder that has no page
 */
export async function openWebPage(settings: Settings): Promise<WebPage> {
  const bases = baseUrls(settings.webPage.serveBase);
  const bundles = await openBundles(settings, bases);
  const available = UI_VERSIONS.filter((version) => bundles.has(version));
  const configured: UiVersion = settings.webPage.prefersV2 ? "v2" : "v1";
  const defaultVersion = available.includes(configured) ? configured : (available[0] ?? configured);
  const baseOf = (version: UiVersion): string | null => (bundles.has(version) ? bases[version] : null);
  // The reference's UISettings. Its default address of the API names the host it listens on, which other machines cannot
  // reach; a path is on the host that the page came from.
  const uiSettings = JSON.stringify({
    api_url: settings.webPage.apiUrl ?? REST_PREFIX,
    csrf_enabled: settings.csrfProtection,
    auth: settings.apiAuthString === undefined ? null : "BASIC",
    flags: [],
    default_ui: defaultVersion,
    available_uis: available,
    v1_base_url: baseOf("v1"),
    v2_base_url: baseOf("v2"),
  });

  function placeOf(path: string): Place | undefined {
    // The longer path first: the second version is within the first.
    for (const version of ["v2", "v1"] as const) {
      const relative = relativeTo(bases[version], path);
      if (relative !== undefined) return { version, relative };
    }
    return undefined;
  }

  /** The other version, where a browser prefers it and asks for no page of this one, or this one is not there. */
  function preferredInstead({ version, relative }: Place, request: FastifyRequest): UiVersion | undefined {
    const isOpen = version === "v2" ? !bundles.has("v2") : relative === "" || relative === "/";
    if (!isOpen || !isNavigation(request.headers)) return undefined;
    const chosen = cookie(request.headers, VERSION_COOKIE);
    const preferred = available.find((each) => each === chosen) ?? defaultVersion;
    return preferred === version || !bundles.has(preferred) ? undefined : preferred;
  }

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const [rawPath = "", query = ""] = (request.raw.url ?? "").split(/\?(.*)/s);
    const place = placeOf(rawPath);
    const path = decode(place?.relative ?? "");
    if (place === undefined || path === undefined) return sendAnswer(reply, NOT_FOUND_ANSWER);
    const isRead = request.method === "GET" || request.method === "HEAD";
    const preferred = isRead ? preferredInstead(place, request) : undefined;
    if (preferred !== undefined) {
      reply.header("vary", "Origin, Accept, Cookie, Sec-Fetch-Dest, Sec-Fetch-Mode");
      return reply.redirect(redirectTarget(bases[preferred], place.relative, query), 307);
    }
    const files = bundles.get(place.version);
    if (files === undefined) return sendAnswer(reply, NOT_FOUND_ANSWER);
    const name = path === "" || path === "/" ? INDEX : path.slice(1);
    if (!isRead) return sendAnswer(reply, files.has(name) ? METHOD_NOT_ALLOWED : NOT_FOUND_ANSWER);
    if (path === "") return reply.redirect(redirectTarget(bases[place.version], "/", query), 307);
    if (files.has(name)) return sendFile(files, name, request, reply);
    if (!asksForPage(request.headers)) return sendAnswer(reply, NOT_FOUND_ANSWER);
    return sendFile(files, INDEX, request, reply);
  }

  return {
    paths: available.map((version) => bases[version]),
    answer,
    register(application) {
      application.get(under(bases.v1, "/ui-settings"), (_request, reply) =>
        sendAnswer(reply, { status: 200, body: uiSettings }),
      );
    },
  };
}
