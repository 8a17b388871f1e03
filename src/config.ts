/** Settings from the environment, under Prefect's own variable names where one exists. README.md has the table. */
import { homedir } from "node:os";
import { join } from "node:path";
import { duration, type Environment, flag, integer, SettingError, seconds, text } from "./config.environment.ts";
import { readServiceSettings, type ServiceSettings } from "./config.services.ts";
import { readWebPageSettings, type WebPageSettings } from "./config.web-page.ts";
import type { Microseconds } from "./time/duration.ts";

export { SettingError } from "./config.environment.ts";

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
  /** PREFECT_SERVER_API_AUTH_STRING: "user:password" that every client must send; undefined lets everybody in */
  readonly apiAuthString: string | undefined;
  /** PREFECT_SERVER_CSRF_PROTECTION_ENABLED: whether changing REST requests need a client's token */
  readonly csrfProtection: boolean;
  /** PREFECT_SERVER_CSRF_TOKEN_EXPIRATION: how long such a token is good */
  readonly csrfTokenExpiration: Microseconds;
  /** PENSTOCK_ALLOWED_HOSTS: names under which requests may reach the server, comma-separated; "*" is any */
  readonly allowedHosts: string;
  /** PENSTOCK_EVENTS_MEMORY_MEGABYTES, in bytes: what events may take in memory, brought there for long searches; never with 0 */
  readonly eventMemoryBytes: number;
  /** PENSTOCK_GRAPHIQL: whether GET /graphql shows GraphiQL */
  readonly graphiql: boolean;
  /** PENSTOCK_GRAPHQL_INTROSPECTION: whether GraphQL documents may ask for the schema */
  readonly graphqlIntrospection: boolean;
  /** PENSTOCK_GRAPHQL_DOCUMENTS: a folder or a JSON file of trusted documents, which clients may name */
  readonly graphqlDocuments: string | undefined;
  /** PENSTOCK_GRAPHQL_DOCUMENTS_ONLY: whether all other documents are refused */
  readonly graphqlDocumentsOnly: boolean;
  /** PREFECT_UI_URL: the web page, to which templates of automations link; the server itself where it is undefined */
  readonly uiUrl: string | undefined;
  /** PREFECT_SERVER_UI_*: Prefect's own web page */
  readonly webPage: WebPageSettings;
  /** PREFECT_SERVER_SERVICES_*: the background services */
  readonly services: ServiceSettings;
  /** PREFECT_SERVER_TASKS_TAG_CONCURRENCY_SLOT_WAIT_SECONDS: when to ask again for a slot of a tag's limit */
  readonly tagConcurrencySlotWait: Microseconds;
  /** PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS: when a run of a full deployment is tried again */
  readonly deploymentConcurrencySlotWait: Microseconds;
  /** PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION: how long a run holds a deployment's slot unrenewed */
  readonly initialDeploymentLeaseDuration: Microseconds;
  /** PREFECT_SERVER_CONCURRENCY_MAXIMUM_CONCURRENCY_SLOT_WAIT_SECONDS: the longest wait a denied client is told */
  readonly maximumConcurrencySlotWait: Microseconds;
  /** PREFECT_SERVER_TASKS_SCHEDULING_PENDING_TASK_TIMEOUT: when a deferred task that stays PENDING is handed out again */
  readonly pendingTaskTimeout: Microseconds;
  /** PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_LEASE_SECONDS: how long a worker may take over a cleanup message */
  readonly cleanupLeaseDuration: Microseconds;
  /** PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_MAX_DELIVERY_ATTEMPTS */
  readonly cleanupMaximumDeliveryAttempts: number;
  /** PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_COMPLETED_IDEMPOTENCY_RETENTION_SECONDS; for ever where it is undefined */
  readonly cleanupCompletedRetention: Microseconds | undefined;
}

/** Keys of the reference, "Fernet keys", are of this length, and so are those of AES-256. */
const ENCRYPTION_KEY_BYTES = 32;

function encryptionKey(environment: Environment): Buffer | undefined {
  const name = environment.PREFECT_SERVER_ENCRYPTION_KEY
    ? "PREFECT_SERVER_ENCRYPTION_KEY"
    : "PREFECT_API_ENCRYPTION_KEY";
  const encoded = environment[name];
  if (!encoded) return undefined;
  const key = Buffer.from(encoded, "base64url");
  if (/^[\w-]+=*$/.test(encoded) && key.length === ENCRYPTION_KEY_BYTES) return key;
  throw new SettingError(name, `expected ${ENCRYPTION_KEY_BYTES} bytes in URL-safe base64`);
}

function documentsOnly(environment: Environment): boolean {
  const name = "PENSTOCK_GRAPHQL_DOCUMENTS_ONLY";
  const only = flag(environment, name, false);
  if (only && !environment.PENSTOCK_GRAPHQL_DOCUMENTS) {
    throw new SettingError(name, "no document would be executed: PENSTOCK_GRAPHQL_DOCUMENTS names those that are");
  }
  return only;
}

const COMPLETED_RETENTION = "PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_COMPLETED_IDEMPOTENCY_RETENTION_SECONDS";

/** Nodes or artifacts of a graph: beyond this the answer alone would be hundreds of megabytes. */
const LARGEST_GRAPH = 1_000_000;

const MEGABYTE = 1_000_000;
/** Some two million events. */
const DEFAULT_EVENT_MEGABYTES = 512;
/** Beyond some ten million events each search would take the better part of a second in memory, too. */
const MOST_EVENT_MEGABYTES = 2_048;

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
      text(environment, ["PREFECT_SERVER_DATABASE_CONNECTION_URL", "PREFECT_API_DATABASE_CONNECTION_URL"]) ??
      defaultDatabaseUrl(),
    defaultLimit: integer(environment, "PREFECT_SERVER_API_DEFAULT_LIMIT", 200, 1, 10_000),
    maxCacheKeyLength: integer(
      environment,
      ["PREFECT_SERVER_TASKS_MAX_CACHE_KEY_LENGTH", "PREFECT_API_TASK_CACHE_KEY_MAX_LENGTH"],
      2_000,
      1,
      1_000_000,
    ),
    maxFlowRunGraphNodes: integer(
      environment,
      ["PREFECT_SERVER_FLOW_RUN_GRAPH_MAX_NODES", "PREFECT_API_MAX_FLOW_RUN_GRAPH_NODES"],
      10_000,
      0,
      LARGEST_GRAPH,
    ),
    maxFlowRunGraphArtifacts: integer(
      environment,
      ["PREFECT_SERVER_FLOW_RUN_GRAPH_MAX_ARTIFACTS", "PREFECT_API_MAX_FLOW_RUN_GRAPH_ARTIFACTS"],
      10_000,
      0,
      LARGEST_GRAPH,
    ),
    logLevel,
    corsAllowedOrigins: environment.PREFECT_SERVER_CORS_ALLOWED_ORIGINS ?? "*",
    corsAllowedMethods: environment.PREFECT_SERVER_CORS_ALLOWED_METHODS ?? "*",
    corsAllowedHeaders: environment.PREFECT_SERVER_CORS_ALLOWED_HEADERS ?? "*",
    encryptionKey: encryptionKey(environment),
    apiAuthString: text(environment, "PREFECT_SERVER_API_AUTH_STRING"),
    csrfProtection: flag(
      environment,
      ["PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED", "PREFECT_SERVER_CSRF_PROTECTION_ENABLED"],
      false,
    ),
    csrfTokenExpiration: duration(
      environment,
      ["PREFECT_SERVER_API_CSRF_TOKEN_EXPIRATION", "PREFECT_SERVER_CSRF_TOKEN_EXPIRATION"],
      3_600,
    ),
    allowedHosts: environment.PENSTOCK_ALLOWED_HOSTS || "*",
    eventMemoryBytes:
      MEGABYTE *
      integer(environment, "PENSTOCK_EVENTS_MEMORY_MEGABYTES", DEFAULT_EVENT_MEGABYTES, 0, MOST_EVENT_MEGABYTES),
    graphiql: flag(environment, "PENSTOCK_GRAPHIQL", true),
    graphqlIntrospection: flag(environment, "PENSTOCK_GRAPHQL_INTROSPECTION", true),
    graphqlDocuments: text(environment, "PENSTOCK_GRAPHQL_DOCUMENTS"),
    graphqlDocumentsOnly: documentsOnly(environment),
    uiUrl: text(environment, "PREFECT_UI_URL"),
    webPage: readWebPageSettings(environment),
    services: readServiceSettings(environment),
    tagConcurrencySlotWait: seconds(
      environment,
      ["PREFECT_SERVER_TASKS_TAG_CONCURRENCY_SLOT_WAIT_SECONDS", "PREFECT_TASK_RUN_TAG_CONCURRENCY_SLOT_WAIT_SECONDS"],
      10,
    ),
    deploymentConcurrencySlotWait: seconds(
      environment,
      ["PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS", "PREFECT_DEPLOYMENT_CONCURRENCY_SLOT_WAIT_SECONDS"],
      30,
    ),
    initialDeploymentLeaseDuration: seconds(
      environment,
      "PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION",
      300,
      30,
    ),
    maximumConcurrencySlotWait: seconds(
      environment,
      "PREFECT_SERVER_CONCURRENCY_MAXIMUM_CONCURRENCY_SLOT_WAIT_SECONDS",
      30,
    ),
    pendingTaskTimeout: duration(
      environment,
      ["PREFECT_SERVER_TASKS_SCHEDULING_PENDING_TASK_TIMEOUT", "PREFECT_TASK_SCHEDULING_PENDING_TASK_TIMEOUT"],
      0,
    ),
    cleanupLeaseDuration: seconds(environment, "PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_LEASE_SECONDS", 30),
    cleanupMaximumDeliveryAttempts: integer(
      environment,
      "PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_MAX_DELIVERY_ATTEMPTS",
      3,
      1,
      1_000,
    ),
    cleanupCompletedRetention: environment[COMPLETED_RETENTION]
      ? seconds(environment, COMPLETED_RETENTION, 0)
      : undefined,
  };
}
