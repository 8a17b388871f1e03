import { expect, it } from "vitest";
import { prefectSuite } from "./suite.ts";

const SECRET = "harbour:the-quay_42";

await prefectSuite(
  "the stock client comes in with credentials and tokens",
  (suite) => {
    it("runs a flow with tasks, which it tells of over a WebSocket", async () => {
      const { exitCode, stderr } = await suite.run("hello_world.py", {
        environmentVariables: { PREFECT_API_AUTH_STRING: SECRET },
      });
      expect(exitCode, stderr).toBe(0);
      const authorization = `Basic ${Buffer.from(SECRET).toString("base64")}`;
      const response = await fetch(new URL("/graphql", suite.apiUrl()), {
        method: "POST",
        headers: { "content-type": "application/json", authorization },
        body: JSON.stringify({ query: "{ flowRuns { nodes { stateName taskRuns { nodes { stateName } } } } }" }),
      });
      expect((await response.json()) as unknown).toMatchObject({
        data: { flowRuns: { nodes: [{ stateName: "Completed", taskRuns: { nodes: [{ stateName: "Completed" }] } }] } },
      });
    });

    it("and is turned away without them", async () => {
      const { exitCode, stderr } = await suite.run("hello_world.py");
      expect(exitCode).not.toBe(0);
      expect(stderr).toContain("401");
    });
  },
  {
    graphqlOnly: true,
    serverVariables: {
      PREFECT_SERVER_API_AUTH_STRING: SECRET,
      PREFECT_SERVER_CSRF_PROTECTION_ENABLED: "true",
    },
  },
);
