<<<<<<< HEAD
/** The example documents of docs/graphql/operations, which tests run exactly as they stand there. */
import { readFileSync } from "node:fs";

/** The text of a document, such as "04-flow-run". */
export function exampleOperation(name: string): string {
  return readFileSync(new URL(`../../docs/graphql/operations/${name}.graphql`, import.meta.url), "utf8");
=======
/** The example documents of docs/graphql/operations, as a page would send them. */
import { readFile } from "node:fs/promises";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { parse } from "graphql";

/** The text of an operation, by its file's name without the ending. */
export function operationText(name: string): Promise<string> {
  return readFile(new URL(`../../docs/graphql/operations/${name}.graphql`, import.meta.url), "utf8");
}

/** An operation for the clients of tests; `Data` is what the test reads of its answer. */
export async function operation<Data>(name: string): Promise<TypedDocumentNode<Data, Record<string, unknown>>> {
  return parse(await operationText(name)) as TypedDocumentNode<Data, Record<string, unknown>>;
>>>>>>> b069dfc (Hold live lists to what a new query says, under random changes and broken connections)
}
