/** Writes of block types; each tells its lifecycle event in its own transaction. */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents } from "../../db/event-log.ts";
import { toJsonText } from "../../db/json-text.ts";
import { notFound, PenstockError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { changeEvent } from "../change-events.ts";
import { removeBlockTypeRows } from "./block-removal.ts";
import { readBlockType } from "./block-type.queries.ts";
import type { BlockTypeRow } from "./block-type.ts";

/** What a client may change of a block type. */
export interface BlockTypePresentation {
  readonly logo_url?: string | null;
  readonly documentation_url?: string | null;
  readonly description?: string | null;
  readonly code_example?: string | null;
}

export interface NewBlockType extends BlockTypePresentation {
  readonly name: string;
  readonly slug: string;
}

/** Names that begin with this are the system's. */
const RESERVED_PREFIX = "prefect";

const PRESENTATION = ["logo_url", "documentation_url", "description", "code_example"] as const;

async function recordChange(
  core: Core,
  transaction: Transaction,
  change: "created" | "updated" | "deleted",
  type: BlockTypeRow,
): Promise<void> {
  const { name, slug, logo_url, documentation_url, description, code_example } = type;
  const is_protected = Boolean(type.is_protected);
  const payload = toJsonText({ name, slug, logo_url, documentation_url, description, code_example, is_protected });
  await appendEvents(core.database, transaction, [changeEvent("block-type", change, type, payload, core.clock.now())]);
}

/** Whether nothing is said of a type but what it is called; an absent member is told apart from null. */
function isBare(input: NewBlockType): boolean {
  return PRESENTATION.every((name) => input[name] === undefined);
}

/**
 * Creates a block type. Its description and code example are kept with &, < and > escaped, as the reference keeps them.
 *
 * A bare name and slug of a type that is there is answered with that type. Only `prefect transfer` asks so, and upon a
 * conflict, which is the reference's answer, it leaves out every block of the type without a word.
 *
 * @throws PenstockError FORBIDDEN for a name that is the system's; CONFLICT when the slug is taken
 */
export async function createBlockType(core: Core, input: NewBlockType): Promise<BlockTypeRow> {
  if (input.name.toLowerCase().startsWith(RESERVED_PREFIX)) {
    throw new PenstockError("FORBIDDEN", "Block type names beginning with 'Prefect' are reserved.");
  }
  const now = core.clock.now();
  const type: BlockTypeRow = {
    id: newId(now),
    created: now,
    updated: now,
    name: input.name,
    slug: input.slug,
    ...presentationOf(input),
    is_protected: 0,
  };
  return core.database.transaction(async (transaction) => {
    const insert = core.database.sql.insertInto("block_type").values({ ...type, is_protected: false });
    // Not by the error of a conflict: PostgreSQL reads nothing more in a transaction that has had one.
    if ((await transaction.run(insert.onConflict((conflict) => conflict.doNothing()))) === 0) {
      const there = isBare(input) ? await readBlockType(core, { slug: input.slug }, transaction) : undefined;
      if (there?.name === input.name) return there;
      throw new PenstockError("CONFLICT", `Block type with name "${input.name}" already exists`);
    }
    await recordChange(core, transaction, "created", type);
    return type;
  });
}

/** How a type is presented, as it is kept when it is created. */
export function presentationOf(input: BlockTypePresentation): Required<BlockTypePresentation> {
  return {
    logo_url: input.logo_url?.trim() ?? null,
    documentation_url: input.documentation_url?.trim() ?? null,
    description: escapeHtml(input.description ?? null),
    code_example: escapeHtml(input.code_example ?? null),
  };
}

/**
 * Changes how a type is presented, unless it is presented so already: clients send all of it whenever they save a block.
 *
 * @throws PenstockError NOT_FOUND
 */
export function updateBlockType(core: Core, id: string, changes: BlockTypePresentation): Promise<void> {
  return core.database.transaction(async (transaction) => {
    const type = await readBlockType(core, { id }, transaction);
    if (type === undefined) throw notFound("Block type not found");
    // A client sends all of it whenever it saves a block, and rows that nothing changes need not be locked.
    if (PRESENTATION.every((name) => changes[name] !== undefined && isSame(changes[name], type[name]))) return;
    const changed: BlockTypeRow = { ...type, ...changes, updated: core.clock.now() };
    const columns = { ...changes, updated: changed.updated };
    await transaction.run(core.database.sql.updateTable("block_type").set(columns).where("id", "=", id));
    await recordChange(core, transaction, "updated", changed);
  });
}

/**
 * Deletes a block type with its schemas and documents.
 *
 * @throws PenstockError NOT_FOUND; FORBIDDEN for a protected one
 */
export function deleteBlockType(core: Core, id: string): Promise<void> {
  return core.database.transaction(async (transaction) => {
    const type = await readBlockType(core, { id }, transaction);
    if (type === undefined) throw notFound("Block type not found");
    if (type.is_protected) throw new PenstockError("FORBIDDEN", "protected block types cannot be deleted.");
    if (!(await removeBlockTypeRows(core, transaction, id))) throw notFound("Block type not found");
    await recordChange(core, transaction, "deleted", type);
  });
}

function escapeHtml(text: string | null): string | null {
  return text === null ? null : text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Whether texts are the same once the escapes in them are undone. */
function isSame(left: string | null | undefined, right: string | null): boolean {
  return left === right || (left != null && right !== null && unescapeHtml(left) === unescapeHtml(right));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#x27;": "'",
  "&#39;": "'",
};

function unescapeHtml(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#x27|#39);/g, (entity) => ENTITIES[entity] ?? entity);
}
