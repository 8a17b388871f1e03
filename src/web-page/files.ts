/**
 * The files of a built page, as they are sent: with the path the page is under written into them, compressed, and kept in
 * memory from the first request on. The files are listed once, so that no path can name another.
 */
import { createHash } from "node:crypto";
import { opendir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import mime from "mime";
import { SettingError } from "../config.environment.ts";

const compress = promisify(gzip);

/** What the built files have in place of the path, and the kinds of files that may have it (as the reference replaces it). */
const PLACEHOLDER = "/PREFECT_UI_SERVE_BASE_REPLACE_PLACEHOLDER";
const KINDS_WITH_PLACEHOLDER: ReadonlySet<string> = new Set([".txt", ".html", ".css", ".js", ".json"]);

/** Prefect's pages have some 270 files each; a folder with more than this is something else. */
const MOST_FILES = 10_000;

/** Smaller ones fit into one packet as they are; images and fonts (but .ttf) are compressed already. */
const SMALLEST_COMPRESSED_BYTES = 500;
const COMPRESSIBLE = /^text\/|^image\/svg|^font\/ttf|\b(javascript|json|xml)\b/;

export interface FileAnswer {
  readonly body: Buffer;
  readonly contentType: string;
  readonly isCompressed: boolean;
  /** A strong entity tag, of the bytes that are sent. */
  readonly etag: string;
}

export class BundleFiles {
  readonly #folder: string;
  readonly #base: string;
  readonly #names: ReadonlySet<string>;
  /** By name and whether compressed: of each file usually one is asked for. */
  readonly #answers = new Map<string, Promise<FileAnswer>>();

  private constructor(folder: string, base: string, names: ReadonlySet<string>) {
    this.#folder = folder;
    this.#base = base;
    this.#names = names;
  }

  /**
   * Lists the files of a folder; links are left out, as the reference does not follow them.
   *
   * @param base the path that the page is under, "/" or such as "/v2"
   * @throws SettingError for a folder with far too many files
   */
  static async open(folder: string, base: string): Promise<BundleFiles> {
    const names = new Set<string>();
    for await (const entry of await opendir(folder, { recursive: true })) {
      if (!entry.isFile()) continue;
      names.add(relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"));
      if (names.size > MOST_FILES) {
        throw new SettingError("PREFECT_SERVER_UI_STATIC_DIRECTORY", `more than ${MOST_FILES} files in ${folder}`);
      }
    }
    return new BundleFiles(folder, base, names);
  }

  /** @param name relative to the folder, with slashes, such as "assets/index.js" */
  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Reads a file that is there, as it is sent to somebody who takes gzip or does not. */
  read(name: string, takesGzip: boolean): Promise<FileAnswer> {
    const key = `${takesGzip ? "gzip" : "plain"} ${name}`;
    let answer = this.#answers.get(key);
    if (answer === undefined) {
      answer = this.#prepare(name, takesGzip);
      this.#answers.set(key, answer);
      // A failure, such as too many open files, may pass.
      answer.catch(() => this.#answers.delete(key));
    }
    return answer;
  }

  async #prepare(name: string, takesGzip: boolean): Promise<FileAnswer> {
    const raw = await readFile(join(this.#folder, name));
    const plain = KINDS_WITH_PLACEHOLDER.has(extname(name)) ? this.#withBase(raw) : raw;
    const type = mime.getType(name) ?? "application/octet-stream";
    const isCompressed = takesGzip && COMPRESSIBLE.test(type) && plain.length >= SMALLEST_COMPRESSED_BYTES;
    const body = isCompressed ? await compress(plain) : plain;
    const digest = createHash("sha256").update(body).digest("base64url");
    return { body, contentType: withCharset(type), isCompressed, etag: `"${digest}"` };
  }

  #withBase(raw: Buffer): Buffer {
    if (!raw.includes(PLACEHOLDER)) return raw;
    return Buffer.from(raw.toString("utf8").replaceAll(PLACEHOLDER, this.#base === "/" ? "" : this.#base));
  }
}

function withCharset(type: string): string {
  return type.startsWith("text/") ? `${type}; charset=utf-8` : type;
}
