/** Settings from the environment, under Prefect's own variable names where one exists. README.md has the table. */
import { homedir } from "node:os";
import { join } from "node:path";

export interface Settings {
  /** PREFECT_SERVER_API_HOST */
  readonly host: string;
  /** PREFECT_SERVER_API_PORT; 0 takes a free one */
  readonly port: number;
  /** PREFECT_SERVER_DATABASE_CONNECTION_URL (or PREFECT_API_DATABASE_CONNECTION_URL) */
  readonly databaseUrl: string;
  /** PREFECT_SERVER_API_DEFAULT_LIMIT: the default and the maximum of `limit` in REST lists */
  readonly defaultLimit: number;
  /** PREFECT_SERVER_TASKS_MAX_CACHE_KEY_LENGTH */
  readonly maxCacheKeyLength: number;
  /** PREFECT_SERVER_FLOW_RUN_GRAPH_MAX_NODES (or PREFECT_API_MAX_FLOW_RUN_GRAPH_NODES): a larger graph is refused */
  readonly maxFlowRunGraphNodes: number;
  /** PREFECT_SERVER_FLOW_RUN_GRAPH_MAX_ARTIFACTS (or PREFECT_API_MAX_FLOW_RUN_GRAPH_ARTIFACTS): a graph shows the oldest */
  readonly maxFlowRunGraphArtifacts: number;
  /** PREFECT_SERVER_LOGGING_LEVEL, in pino's words */
  readonly logLevel: string;
  /** PREFECT_SERVER_CORS_ALLOWED_ORIGINS, comma-separated */
  readonly corsAllowedOrigins: string;
  /** PREFECT_SERVER_CORS_ALLOWED_METHODS */
  readonly corsAllowedMethods: string;
  /** PREFECT_SERVER_CORS_ALLOWED_HEADERS */
  readonly corsAllowedHeaders: string;
  /** PREFECT_SERVER_ENCRYPTION_KEY (or PREFECT_API_ENCRYPTION_KEY): encrypts block documents; one is made when absent */
  readonly encryptionKey: Buffer | undefined;
  /** PENSTOCK_GRAPHIQL: whether GET /graphql shows GraphiQL */
  readonly graphiql: boolean;
}

/** A setting that cannot be used; the message names the variable. */
export class SettingError extends Error {
  constructor(name: string, problem: string) {
    super(`${name}: ${problem}`);
    this.name = "SettingError";
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

function integer(environment: Environment, name: string, fallback: number, minimum: number, maximum: number): number {
  const text = environment[name];
  if (text === undefined || text === "") return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    throw new SettingError(name, `expected an integer from ${minimum} to ${maximum}, got "${text}"`);
  }
  return value;
}

function flag(environment: Environment, name: string, fallback: boolean): boolean {
  const text = environment[name]?.toLowerCase();
  if (text === undefined || text === "") return fallback;
  if (["1", "true", "yes", "on"].includes(text)) return true;
  if (["0", "false", "no", "off"].includes(text)) return false;
  throw new SettingError(name, `expected true or false, got "${text}"`);
}

/** Keys of the reference, "Fernet keys", are of this length, and so are those of AES-256. */
const ENCRYPTION_KEY_BYTES = 32;

function encryptionKey(environment: Environment): Buffer | undefined {
  const name = environment.PREFECT_SERVER_ENCRYPTION_KEY
    ? "PREFECT_SERVER_ENCRYPTION_KEY"
    : "PREFECT_API_ENCRYPTION_KEY";
  const text = environment[name];
  if (!text) return undefined;
  const key = Buffer.from(text, "base64url");
  if (/^[\w-]+=*$/.test(text) && key.length === ENCRYPTION_KEY_BYTES) return key;
  throw new SettingError(name, `expected ${ENCRYPTION_KEY_BYTES} bytes in URL-safe base64`);
}

/** Python's logging levels in pino's words. */
const LOG_LEVELS: Readonly<Record<string, string>> = {
  CRITICAL: "fatal",
  ERROR: "error",
  WARNING: "warn",
  INFO: "info",
  DEBUG: "debug",
  NOTSET: "trace",
};

/** Where the database lies when nothing says otherwise: ~/.penstock/penstock.db. */
export function defaultDatabaseUrl(): string {
  return `sqlite:///${join(homedir(), ".penstock", "penstock.db")}`;
}

/**
 * Reads the settings.
 * @throws SettingError when a variable holds what it cannot hold
 */
export function readSettings(environment: Environment = process.env): Settings {
  const level = (environment.PREFECT_SERVER_LOGGING_LEVEL ?? "WARNING").toUpperCase();
  const logLevel = LOG_LEVELS[level];
  if (logLevel === undefined) throw new SettingError("PREFECT_SERVER_LOGGING_LEVEL", `unknown level "${level}"`);
  return {
    host: environment.PREFECT_SERVER_API_HOST || "127.0.0.1",
    port: integer(environment, "PREFECT_SERVER_API_PORT", 4200, 0, 65_535),
    databaseUrl:
      environment.PREFECT_SERVER_DATABASE_CONNECTION_URL ||
      environment.PREFECT_API_DATABASE_CONNECTION_URL ||
      defaultDatabaseUrl(),
    defaultLimit: integer(environment, "PREFECT_SERVER_API_DEFAULT_LIMIT", 200, 1, 10_000),
    maxCacheKeyLength: integer(environment, "PREFECT_SERVER_TASKS_MAX_CACHE_KEY_LENGTH", 2_000, 1, 1_000_000),
    maxFlowRunGraphNodes: integer(
      environment,
      environment.PREFECT_SERVER_FLOW_RUN_GRAPH_MAX_NODES
        ? "PREFECT_SERVER_FLOW_RUN_GRAPH_MAX_NODES"
        : "PREFECT_API_MAX_FLOW_RUN_GRAPH_NODES",
      10_000,
      0,
      1_000_000,
    ),
    maxFlowRunGraphArtifacts: integer(
      environment,
      environment.PREFECT_SERVER_FLOW_RUN_GRAPH_MAX_ARTIFACTS
        ? "PREFECT_SERVER_FLOW_RUN_GRAPH_MAX_ARTIFACTS"
        : "PREFECT_API_MAX_FLOW_RUN_GRAPH_ARTIFACTS",
      10_000,
      0,
      1_000_000,
    ),
    logLevel,
    corsAllowedOrigins: environment.PREFECT_SERVER_CORS_ALLOWED_ORIGINS ?? "*",
    corsAllowedMethods: environment.PREFECT_SERVER_CORS_ALLOWED_METHODS ?? "*",
    corsAllowedHeaders: environment.PREFECT_SERVER_CORS_ALLOWED_HEADERS ?? "*",
    encryptionKey: encryptionKey(environment),
    graphiql: flag(environment, "PENSTOCK_GRAPHIQL", true),
  };
}
