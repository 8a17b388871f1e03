/** What a request's headers say about the page that is asked for. */
import type { IncomingHttpHeaders } from "node:http";

interface Item {
  readonly name: string;
  readonly quality: number;
}

/** The items of a header such as Accept; a quality that is none counts as 1, as in the reference. */
function items(header: string | undefined): readonly Item[] {
  return (header ?? "").split(",").map((part) => {
    const [name = "", ...parameters] = part.split(";");
    const quality = parameters.map((each) => /^\s*q\s*=\s*([\d.]+)\s*$/i.exec(each)?.[1]).find(Boolean);
    return { name: name.trim().toLowerCase(), quality: Number(quality ?? 1) };
  });
}

const PAGES: ReadonlySet<string> = new Set(["text/html", "application/xhtml+xml"]);

/** Whether a page is asked for, and not a part of one: what is not there is then the page itself, which knows the path. */
export function asksForPage(headers: IncomingHttpHeaders): boolean {
  return items(headers.accept).some(({ name, quality }) => PAGES.has(name) && quality !== 0);
}

/** Whether a browser opens a page, in a window or a frame. */
export function isNavigation(headers: IncomingHttpHeaders): boolean {
  const destination = headers["sec-fetch-dest"];
  if (headers["sec-fetch-mode"] === "navigate" || destination === "document" || destination === "iframe") return true;
  return (headers.accept ?? "").toLowerCase().includes("text/html");
}

export function takesGzip(headers: IncomingHttpHeaders): boolean {
  const encodings = items(headers["accept-encoding"]);
  const quality = encodings.find(({ name }) => name === "gzip") ?? encodings.find(({ name }) => name === "*");
  return quality !== undefined && quality.quality !== 0;
}

/** Whether the client has what is tagged so, by its If-None-Match. */
export function hasAlready(headers: IncomingHttpHeaders, etag: string): boolean {
  const known = headers["if-none-match"];
  if (known === undefined) return false;
  return known.split(",").some((tag) => ["*", etag, `W/${etag}`].includes(tag.trim()));
}

/** The value of a cookie. */
export function cookie(headers: IncomingHttpHeaders, name: string): string | undefined {
  const pair = (headers.cookie ?? "").split(";").find((each) => each.trim().startsWith(`${name}=`));
  return pair?.trim().slice(name.length + 1);
}
