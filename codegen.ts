/**
 * Typed documents for the tests, and an example for dashboards: `npm run codegen` reads schema/schema.graphql and every
 * document tagged with graphql(`...`), and writes test/graphql/generated.
 */
import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "schema/schema.graphql",
  documents: ["test/**/*.ts", "!test/graphql/generated/**", "!test/conformance/**"],
  ignoreNoDocuments: true,
  generates: {
    "test/graphql/generated/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        // Node runs the files as they are: nothing that needs a build.
        enumsAsTypes: true,
        useTypeImports: true,
        importExtension: ".ts",
        emitLegacyCommonJSImports: false,
        strictScalars: true,
        scalars: {
          DateTime: { input: "string", output: "string" },
          JSON: { input: "unknown", output: "unknown" },
          SafeInt: "number",
          UUID: "string",
        },
      },
    },
  },
};

export default config;
