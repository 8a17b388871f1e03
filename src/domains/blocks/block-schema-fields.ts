/**
 * Schemas of blocks that hold blocks. A client sends the definitions of the inner ones along; they are kept as schemas of
 * their own, with references between them, and put together again when a schema is read (the reference's
 * _construct_full_block_schema).
 */
import { type JsonText, toJsonText } from "../../db/json-text.ts";
import type { BlockSchema, BlockSchemaRow } from "./block-schema.ts";
import type { BlockTypeRow } from "./block-type.ts";
import { type ExactJson, type ExactObject, isObject, isTruthy, member, parseObject } from "./exact-json.ts";

/** A schema refers to another one under a field's name. */
export interface SchemaReference {
  readonly name: string;
  readonly parent_block_schema_id: string;
  readonly reference_block_schema_id: string;
}

/** Schemas with everything that can be reached from them. */
export interface SchemaGraph {
  readonly schemas: ReadonlyMap<string, BlockSchemaRow>;
  readonly types: ReadonlyMap<string, BlockTypeRow>;
  readonly references: readonly SchemaReference[];
}

/** Puts schemas together; each is built once, however often it is referred to. */
export class SchemaComposer {
  readonly #graph: SchemaGraph;
  readonly #children = new Map<string, SchemaReference[]>();
  readonly #composed = new Map<string, ExactObject>();
  /** Schemas that are being put together, in case one refers to itself. */
  readonly #open = new Set<string>();

  constructor(graph: SchemaGraph) {
    this.#graph = graph;
    for (const reference of graph.references) {
      const siblings = this.#children.get(reference.parent_block_schema_id);
      if (siblings === undefined) this.#children.set(reference.parent_block_schema_id, [reference]);
      else siblings.push(reference);
    }
  }

  compose(row: BlockSchemaRow): BlockSchema | undefined {
    const blockType = this.#graph.types.get(row.block_type_id);
    if (blockType === undefined) return undefined;
    const isPlain = !this.#children.has(row.id);
    const fields = isPlain ? withoutReferences(row.fields) : toJsonText(this.#fieldsOf(row));
    return { row, fields, blockType };
  }

  #fieldsOf(row: BlockSchemaRow): ExactObject {
    const known = this.#composed.get(row.id);
    if (known !== undefined) return known;
    this.#open.add(row.id);
    const own = parseObject(row.fields);
    const references = new Map<string, ExactJson[]>();
    let definitions = new Map<string, ExactJson>();
    for (const { name, reference_block_schema_id: id } of this.#children.get(row.id) ?? []) {
      const child = this.#graph.schemas.get(id);
      const type = child === undefined ? undefined : this.#graph.types.get(child.block_type_id);
      if (child === undefined || type === undefined) continue;
      const reference = { block_schema_checksum: child.checksum, block_type_slug: type.slug };
      references.set(name, [...(references.get(name) ?? []), reference]);
      if (!this.#open.has(id)) definitions = withDefinitionsOf(definitions, this.#fieldsOf(child));
    }
    this.#open.delete(row.id);
    const ownDefinitions = member(own, "definitions");
    const all = [...(isObject(ownDefinitions) ? Object.entries(ownDefinitions) : []), ...definitions];
    const fields: ExactObject = Object.fromEntries<ExactJson>([
      ...Object.entries(own),
      ["block_schema_references", Object.fromEntries([...references].map(([name, list]) => [name, single(list)]))],
      ...(all.length > 0 ? [["definitions", Object.fromEntries(all)] as const] : []),
    ]);
    this.#composed.set(row.id, fields);
    return fields;
  }
}

/** One reference stands for itself, several under one name (of a union) in a list. */
function single(list: readonly ExactJson[]): ExactJson {
  const different = [...new Map(list.map((entry) => [JSON.stringify(entry), entry])).values()];
  return different.length === 1 ? (different[0] ?? null) : different;
}

/** Adds a schema under its title, and its definitions beside it: they lie flat in the outermost schema. */
function withDefinitionsOf(definitions: Map<string, ExactJson>, child: ExactObject): Map<string, ExactJson> {
  const title = member(child, "title");
  if (typeof title !== "string") return definitions;
  const { definitions: inner, ...fields } = child;
  return new Map([...definitions, [title, fields], ...(isObject(inner) ? Object.entries(inner) : [])]);
}

/** The fields of a schema without inner schemas. */
function withoutReferences(fields: JsonText): JsonText {
  const end = fields.lastIndexOf("}");
  const start = fields.slice(0, end).trimEnd();
  return `${start}${start.endsWith("{") ? "" : ","}"block_schema_references":{}}` as JsonText;
}

/** The references that a client's fields name, as pairs of a field's name and what it refers to. */
export function declaredReferences(fields: ExactObject): [name: string, entry: ExactJson][] {
  const declared = member(fields, "block_schema_references");
  if (!isTruthy(declared) || !isObject(declared)) return [];
  return Object.entries(declared).flatMap(([name, entries]) =>
    (Array.isArray(entries) ? entries : [entries]).map((entry): [string, ExactJson] => [name, entry]),
  );
}
