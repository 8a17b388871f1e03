/** What can be asked of the server itself. */
import { serverSettingsTree } from "../domains/root/server-settings.ts";
import { PREFECT_VERSION, VERSION } from "../version.ts";
import { builder } from "./builder.ts";
import { cursorOfSnapshot } from "./context.ts";

const Server = builder.objectRef<{ readonly version: string; readonly prefectVersion: string }>("Server").implement({
  description: "This server.",
  fields: (t) => ({
    version: t.exposeString("version", { description: "Penstock's version." }),
    prefectVersion: t.exposeString("prefectVersion", {
      description: "The release of Prefect whose clients find the API they expect.",
    }),
    settings: t.field({
      type: "JSON",
      description:
        "The settings that hold, in the places in which Prefect has them. Of secrets it tells only whether they are set.",
      resolve: (_server, _args, { core }) => serverSettingsTree(core.settings),
    }),
  }),
});

builder.queryFields((t) => ({
  server: t.field({
    type: Server,
    description: "This server.",
    resolve: () => ({ version: VERSION, prefectVersion: PREFECT_VERSION }),
  }),
  snapshotCursor: t.string({
    description:
      "A cursor of the moment before anything else of this query was read. A subscription that begins behind it misses no change: query first, then subscribe with it as `after`. `totalCount` and `countsByState` of the root field `flowRuns`, and the dashboard's `countsByState`, are as of this moment in the same query, whatever is written while it is answered; what `flowRunChanges` says behind it is to be added to them.",
    resolve: (_root, _args, context) => cursorOfSnapshot(context),
  }),
}));
