import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["*.case.ts"],
    pool: "forks",
    // Two servers start in a test, beside those of the other files.
    testTimeout: 90_000,
  },
});
