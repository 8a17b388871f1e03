import { expect, it } from "vitest";
import { prefectSuite } from "./suite.ts";

await prefectSuite("the stock client keeps blocks", (suite) => {
  it("registers, nests, renames, overwrites and removes blocks of its own types and of the system's", async () => {
    const { lines, stderr } = await suite.run("block_types.py");
    // The reference's server leads the same script to the same report.
    expect(lines, stderr).toEqual([
      {
        nested: {
          berths: [{ length: 3, depth: 2.5 }],
          password: "anchor",
          horses: 900,
          headers: { token: "t", deep: { x: 1 } },
          anything: '{"float": 1.0, "big": 1152921504606846976, "none": null}',
        },
        followed: "sail",
        renamed: 900,
        union: ["Tug", "Pilot"],
        registered_again: true,
        type_unchanged: true,
        description: "Übersee &amp; &lt;co&gt;: a block of blocks of blocks.",
        shown: { headers: { token: "********", deep: { x: "********" } }, password: "********" },
        checksums: { Secret: true, Webhook: true, LocalFileSystem: true, Pilot: true, Tug: true, Port: true },
        protected: "ProtectedBlockError",
        files: "/tmp/results",
        hook: ["https://example.org", { a: "b" }],
        gone: "ValueError",
      },
    ]);
  });
});

// A server of its own: the default would change where the flows of other tests store their results.
await prefectSuite("the server names a default result storage", (suite) => {
  it("and flows write their results there", async () => {
    const { lines, stderr } = await suite.run("default_storage.py");
    const cleared = { default_result_storage_block_id: null };
    expect(lines, stderr).toEqual([{ result: 8, in_block: true, files: true, cleared }]);
  });
});
