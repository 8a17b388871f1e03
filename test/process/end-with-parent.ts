/** Loaded before Penstock in a test's process: ends it when whoever has started it is gone, however that ended. */
process.once("disconnect", () => process.exit(1));
// The channel alone keeps no process from ending.
process.channel?.unref();
