/** The example documents of docs/graphql/operations, which tests run exactly as they stand there. */
import { readFileSync } from "node:fs";

/** The text of a document, such as "04-flow-run". */
export function exampleOperation(name: string): string {
  return readFileSync(new URL(`../../docs/graphql/operations/${name}.graphql`, import.meta.url), "utf8");
}
