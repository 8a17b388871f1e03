/** The example documents of docs/graphql/operations, which tests run exactly as they stand there. */
import { readFileSync } from "node:fs";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { parse } from "graphql";

/** The text of a document, such as "04-flow-run". */
export function exampleOperation(name: string): string {
  return readFileSync(new URL(`../../docs/graphql/operations/${name}.graphql`, import.meta.url), "utf8");
}

/** A document for the clients of tests; `Data` is what the test reads of its answer. */
export function exampleDocument<Data>(name: string): TypedDocumentNode<Data, Record<string, unknown>> {
  return parse(exampleOperation(name)) as TypedDocumentNode<Data, Record<string, unknown>>;
}
