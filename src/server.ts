/**
 * The composition root: everything is wired here once, for the command line and for tests alike.
 *
 * A request's way: Fastify -> a door (REST route, GraphQL, WebSocket) -> a domain operation -> the executor.
 */
import type { AddressInfo } from "node:net";
import Fastify, { type FastifyInstance, LogController } from "fastify";
import type { Settings } from "./config.ts";
import type { Core } from "./core.ts";
import { registerSystemBlocks } from "./domains/blocks/system-blocks.ts";
import { graphqlDoor } from "./graphql/door.ts";
import { type CoreOverrides, followLog, openCore } from "./open-core.ts";
import { registerApi } from "./rest/api.ts";
import { handleCors } from "./rest/cors.ts";
import { hostCheck, requireHost } from "./rest/hosts.ts";
import { answerOutside, serverOptions } from "./rest/routes.ts";
import { createWebSocketDoor, type LogFollowers } from "./rest/websocket.ts";
import { createServices } from "./services/services.ts";
import { openWebPage } from "./web-page/web-page.ts";

export interface ServerOverrides extends CoreOverrides {
  /** Whether the background services run in this process; they do by default. */
  readonly services?: boolean;
  /** How often clients of WebSockets and event streams are pinged, where that is not to be as usual. */
  readonly pingMilliseconds?: number;
}

export interface Server {
  readonly core: Core;
  /** For requests without a socket: `application.inject`. */
  readonly application: FastifyInstance;
  /** The paths that Prefect's web page is under; none where it is turned off or was not found. */
  readonly webPagePaths: readonly string[];
  /** Starts to answer; resolves to the base URL, such as http://127.0.0.1:4200. */
  listen(): Promise<string>;
  /** Answers what is under way, closes WebSockets, stops the services, and closes the database, in that order. */
  close(): Promise<void>;
}

/** Builds the server on an open (or a newly opened) database. Nothing listens yet. */
export async function createServer(settings: Settings, overrides: ServerOverrides = {}): Promise<Server> {
  const webPage = await openWebPage(settings);
  const core = await openCore(settings, overrides);
  await registerSystemBlocks(core);
  const followers: LogFollowers = { event: followLog(core, "event"), log: followLog(core, "log") };
  const application = Fastify({
    ...serverOptions,
    forceCloseConnections: "idle",
    loggerInstance: core.logger,
    logController: new LogController({ disableRequestLogging: true }),
    // One logger for all requests: a child for each costs more than some of the answers.
    childLoggerFactory: (parent) => parent,
  });
  const isHostAllowed = hostCheck(settings.allowedHosts);
  requireHost(application, isHostAllowed);
  handleCors(application, {
    allowedOrigins: settings.corsAllowedOrigins,
    allowedMethods: settings.corsAllowedMethods,
    allowedHeaders: settings.corsAllowedHeaders,
  });
  answerOutside(application, webPage.answer);
  webPage.register(application);
  registerApi(application, core);
  const pings = overrides.pingMilliseconds === undefined ? {} : { pingMilliseconds: overrides.pingMilliseconds };
  const graphql = graphqlDoor(core, { followers, ...pings });
  graphql.register(application);
  const webSockets = createWebSocketDoor(core, followers, { authString: settings.apiAuthString, ...pings });
  application.server.on("upgrade", (request, socket, head) => {
    const isOurs = isHostAllowed(request);
    if (isOurs && (webSockets.handleUpgrade(request, socket, head) || graphql.handleUpgrade(request, socket, head)))
      return;
    const status = isOurs ? "404 Not Found" : "400 Bad Request";
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  const services = overrides.services === false ? [] : createServices(core, followers.event);
  for (const service of services) service.start();
  return {
    core,
    application,
    webPagePaths: webPage.paths,
    listen: async () => {
      await application.listen({ host: settings.host, port: settings.port });
      const address = application.server.address() as AddressInfo;
      return `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
    },
    close: async () => {
      // Fastify waits for its sockets, and an open WebSocket is one: all doors close at once.
      await Promise.all([closeApplication(application), webSockets.close(), graphql.close()]);
      await Promise.all(services.map((service) => service.stop()));
      await Promise.all([followers.event.stop(), followers.log.stop()]);
      await core.eventMemory.close();
      await core.database.close();
    },
  };
}

/** How often connections that have got their last answer are looked for while the server closes. */
const IDLE_SWEEP_MILLISECONDS = 25;

/** Closes the HTTP server: Fastify closes the connections that are idle when it begins, this also those that become so. */
async function closeApplication(application: FastifyInstance): Promise<void> {
  const sweep = setInterval(() => application.server.closeIdleConnections(), IDLE_SWEEP_MILLISECONDS);
  try {
    await application.close();
  } finally {
    clearInterval(sweep);
  }
}
