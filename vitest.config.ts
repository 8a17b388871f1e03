import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    // Node takes graphql's CommonJS build, Vite would take its ES modules for our own files: two copies, which refuse to
    // work together.
    alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve("graphql")) }],
  },
  test: {
    globalSetup: ["test/support/global-setup.ts"],
    include: ["test/**/*.test.ts"],
    pool: "forks",
    // Two cores: a third worker would only make timing-sensitive socket tests slower.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What is awaited comes within milliseconds, but not while another process has the cores: no test says how soon by this.
    expect: { poll: { timeout: 10_000 } },
  },
});
