import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createBlockDocument } from "../../src/domains/blocks/block-document.commands.ts";
import { createBlockSchema } from "../../src/domains/blocks/block-schema.commands.ts";
import { createBlockType } from "../../src/domains/blocks/block-type.commands.ts";
import { encodeGlobalId } from "../../src/graphql/global-ids.ts";
import { testDatabases } from "../support/databases.ts";
import { graphql } from "./generated/index.ts";
import { exampleOperation } from "./operations.ts";
import { createTestDoor, json, type TestDoor } from "./support.ts";

const page = exampleOperation("17-blocks");

const Documents = graphql(`
  query BlockDocuments($filter: BlockDocumentFilter, $orderBy: BlockDocumentOrder, $first: Int, $after: String) {
    blockDocuments(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { name }
    }
  }
`);

const Types = graphql(`
  query BlockTypes($filter: BlockTypeFilter, $orderBy: BlockTypeOrder) {
    blockTypes(filter: $filter, orderBy: $orderBy) { totalCount nodes { slug } }
  }
`);

const Schemas = graphql(`
  query BlockSchemas($filter: BlockSchemaFilter, $orderBy: BlockSchemaOrder) {
    blockSchemas(filter: $filter, orderBy: $orderBy) { totalCount nodes { version } }
  }
`);

const Document = graphql(`
  query BlockDocument($id: ID!, $includeSecrets: Boolean!) {
    blockDocument(id: $id) {
      name
      isAnonymous
      data(includeSecrets: $includeSecrets)
      references { name document { name data references { name } } }
      blockType { slug documents { nodes { name } } schemas { totalCount nodes { version } } }
      blockSchema { capabilities fields blockType { slug } }
    }
  }
`);

const Found = graphql(`
  query FoundBlocks($slug: String!, $name: String!, $checksum: String!) {
    blockTypeBySlug(slug: $slug) { databaseId }
    blockDocumentByName(blockTypeSlug: $slug, name: $name) { databaseId }
    blockSchemaByChecksum(checksum: $checksum) { databaseId }
    blockCapabilities
    defaultResultStorage { name }
  }
`);

const CreateType = graphql(`
  mutation CreateBlockType($input: CreateBlockTypeInput!) {
    createBlockType(input: $input) {
      __typename
      ... on BlockTypeSuccess { blockType { id name slug logoUrl description isProtected } }
      ... on MutationError { code message }
    }
  }
`);

const UpdateType = graphql(`
  mutation UpdateBlockType($input: UpdateBlockTypeInput!) {
    updateBlockType(input: $input) {
      __typename
      ... on BlockTypeSuccess { blockType { logoUrl documentationUrl description codeExample } }
      ... on MutationError { code message }
    }
  }
`);

const DeleteType = graphql(`
  mutation DeleteBlockType($input: DeleteBlockTypeInput!) {
    deleteBlockType(input: $input) {
      __typename
      ... on DeleteBlockTypeSuccess { deletedId }
      ... on MutationError { code message }
    }
  }
`);

const CreateSchema = graphql(`
  mutation CreateBlockSchema($input: CreateBlockSchemaInput!) {
    createBlockSchema(input: $input) {
      __typename
      ... on CreateBlockSchemaSuccess { created blockSchema { id checksum version capabilities fields } }
      ... on MutationError { code message }
    }
  }
`);

const DeleteSchema = graphql(`
  mutation DeleteBlockSchema($input: DeleteBlockSchemaInput!) {
    deleteBlockSchema(input: $input) { __typename ... on MutationError { code message } }
  }
`);

const CreateDocument = graphql(`
  mutation CreateBlockDocument($input: CreateBlockDocumentInput!) {
    createBlockDocument(input: $input) {
      __typename
      ... on BlockDocumentSuccess { blockDocument { id databaseId name isAnonymous data } }
      ... on MutationError { code message }
    }
  }
`);

const UpdateDocument = graphql(`
  mutation UpdateBlockDocument($input: UpdateBlockDocumentInput!) {
    updateBlockDocument(input: $input) {
      __typename
      ... on BlockDocumentSuccess { blockDocument { data(includeSecrets: true) } }
      ... on MutationError { code message }
    }
  }
`);

const DeleteDocument = graphql(`
  mutation DeleteBlockDocument($input: DeleteBlockDocumentInput!) {
    deleteBlockDocument(input: $input) { __typename ... on MutationError { code message } }
  }
`);

const InstallTypes = graphql(`
  mutation InstallSystemBlockTypes($input: InstallSystemBlockTypesInput!) {
    installSystemBlockTypes(input: $input) {
      __typename
      ... on InstallSystemBlockTypesSuccess {
        blockTypes { slug isProtected description schemas { totalCount nodes { fields } } }
      }
      ... on MutationError { code message }
    }
  }
`);

const SetStorage = graphql(`
  mutation SetDefaultResultStorage($input: SetDefaultResultStorageInput!) {
    setDefaultResultStorage(input: $input) {
      __typename
      ... on DefaultResultStorageSuccess { blockDocument { name } }
      ... on MutationError { code message }
    }
  }
`);

/** JSON with the members of objects in one order. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

interface Kind {
  readonly block_type_id: string;
  readonly block_schema_id: string;
}

describe.each(testDatabases)("blocks on $name", (testDatabase) => {
  let door: TestDoor;
  beforeEach(async () => {
    door = await createTestDoor(testDatabase);
  });
  afterEach(async () => {
    expect(door.logged).toEqual([]);
    await door.close();
  });

  async function aKind(slug: string, fields: object = {}, capabilities: readonly string[] = []): Promise<Kind> {
    const type = await createBlockType(door.core, { name: slug, slug });
    const input = { block_type_id: type.id, capabilities, version: "1.0" };
    const { schema } = await createBlockSchema(door.core, {
      ...input,
      fields: json(JSON.stringify({ title: slug, ...fields })),
    });
    return { block_type_id: type.id, block_schema_id: schema.row.id };
  }

  async function aDocument(kind: Kind, name: string | null, data: object = {}): Promise<string> {
    const input = { ...kind, name, data: json(JSON.stringify(data)), is_anonymous: name === null };
    return (await createBlockDocument(door.core, input)).row.id;
  }

  const reference = (id: string) => ({ $ref: { block_document_id: id } });

  test("the page is one operation, of as many statements however many blocks there are", async () => {
    const counts: number[] = [];
    for (const slugs of [["s3"], ["gcs", "azure", "nfs"]]) {
      for (const slug of slugs) {
        const kind = await aKind(slug, { secret_fields: ["key"] }, ["write-path"]);
        const inner = await aDocument(kind, `${slug}-inner`, { key: "secret" });
        const outer = await aDocument(kind, `${slug}-outer`, { bucket: "b", inner: reference(inner) });
        if (slug === "s3") await door.query(SetStorage, { input: { blockDocumentId: outer } });
      }
      door.statements.length = 0;
      const answer = await door.query<Record<string, unknown>, object>(page, {});
      counts.push(door.statements.length);
      const first = slugs.includes("azure") ? "azure" : "s3";
      expect(answer).toMatchObject({
        blockDocuments: {
          totalCount: slugs.length === 1 ? 2 : 8,
          nodes: expect.arrayContaining([
            expect.objectContaining({ name: `${first}-inner`, data: { key: "********" }, references: [] }),
            expect.objectContaining({
              name: `${first}-outer`,
              data: { bucket: "b", inner: { key: "********" } },
              references: [{ name: "inner", document: expect.objectContaining({ name: `${first}-inner` }) as unknown }],
            }),
          ]) as unknown,
        },
        blockTypes: { totalCount: slugs.length === 1 ? 1 : 4 },
        blockCapabilities: ["write-path"],
        defaultResultStorage: { name: "s3-outer" },
      });
    }
    // Pages and counts of documents and types; page and rows of each type's newest schema; types and documents that are referred to;
    // references; the storage and its block; capabilities; whole schemas, with and without documents; documents with their data.
    expect(counts).toEqual([20, 20]);
  });

  test("documents are narrowed by name, kind and capabilities, and anonymous ones kept apart", async () => {
    const disk = await aKind("disk", {}, ["read-path", "write-path"]);
    const note = await aKind("note");
    const b = await aDocument(disk, "b-disk");
    await aDocument(note, "a-note");
    await aDocument(disk, "c-disk");
    await aDocument(note, null);
    const names = async (filter: object) => {
      const { blockDocuments } = await door.query(Documents, { filter });
      expect(blockDocuments.totalCount).toBe(blockDocuments.nodes.length);
      return blockDocuments.nodes.map((node) => node.name);
    };
    expect(await names({})).toEqual(["a-note", "b-disk", "c-disk"]);
    expect(await names({ name: { contains: "DISK" } })).toEqual(["b-disk", "c-disk"]);
    expect(await names({ name: { in: ["a-note"] } })).toEqual(["a-note"]);
    expect(await names({ blockTypeSlug: ["disk"] })).toEqual(["b-disk", "c-disk"]);
    expect(await names({ blockTypeSlug: [] })).toEqual([]);
    expect(await names({ blockTypeId: [encodeGlobalId("BlockType", note.block_type_id)] })).toEqual(["a-note"]);
    expect(await names({ capabilities: ["write-path", "read-path"] })).toEqual(["b-disk", "c-disk"]);
    expect(await names({ id: { in: [b] } })).toEqual(["b-disk"]);
    expect(await names({ id: { notIn: [b] }, blockTypeSlug: ["disk"] })).toEqual(["c-disk"]);
    expect(await names({ isAnonymous: true })).toEqual([expect.stringMatching(/^anonymous-/)]);
    expect(await names({ isAnonymous: false })).toEqual(["a-note", "b-disk", "c-disk"]);
    expect(await names({ isAnonymous: null, blockTypeSlug: ["note"] })).toEqual([
      "a-note",
      expect.stringMatching(/^anonymous-/),
    ]);
    const first = await door.query(Documents, { first: 2, orderBy: { field: "NAME", direction: "DESC" } });
    expect(first.blockDocuments.nodes.map((node) => node.name)).toEqual(["c-disk", "b-disk"]);
    const rest = await door.query(Documents, {
      first: 2,
      orderBy: { field: "NAME", direction: "DESC" },
      after: first.blockDocuments.pageInfo.endCursor ?? null,
    });
    expect(rest.blockDocuments.nodes.map((node) => node.name)).toEqual(["a-note"]);
  });

  test("types and schemas are narrowed by what they can do and how they are called", async () => {
    const disk = await aKind("disk", {}, ["read-path", "write-path"]);
    await aKind("note", {}, ["notify"]);
    const newer = { block_type_id: disk.block_type_id, fields: json('{"title":"disk","n":2}'), capabilities: [] };
    const { schema } = await createBlockSchema(door.core, { ...newer, version: "2.0" });
    const slugs = async (filter: object) => {
      const { blockTypes } = await door.query(Types, { filter });
      expect(blockTypes.totalCount).toBe(blockTypes.nodes.length);
      return blockTypes.nodes.map((node) => node.slug);
    };
    expect(await slugs({})).toEqual(["disk", "note"]);
    expect(await slugs({ name: { contains: "OT" } })).toEqual(["note"]);
    expect(await slugs({ name: { in: ["disk"] } })).toEqual(["disk"]);
    expect(await slugs({ slug: ["disk", "none"] })).toEqual(["disk"]);
    expect(await slugs({ capabilities: ["write-path"] })).toEqual(["disk"]);
    expect(await slugs({ id: { notIn: [disk.block_type_id] } })).toEqual(["note"]);
    const versions = async (filter: object, orderBy?: { field: "ID" | "CREATED"; direction: "ASC" | "DESC" }) => {
      const { blockSchemas } = await door.query(Schemas, { filter, ...(orderBy && { orderBy }) });
      expect(blockSchemas.totalCount).toBe(blockSchemas.nodes.length);
      return blockSchemas.nodes.map((node) => node.version);
    };
    expect(await versions({})).toEqual(["2.0", "1.0", "1.0"]);
    expect(await versions({}, { field: "ID", direction: "ASC" })).toEqual(["1.0", "1.0", "2.0"]);
    expect(await versions({ blockTypeId: [disk.block_type_id] })).toEqual(["2.0", "1.0"]);
    expect(await versions({ capabilities: ["notify"] })).toEqual(["1.0"]);
    expect(await versions({ checksum: [schema.row.checksum] })).toEqual(["2.0"]);
    expect(await versions({ version: ["2.0"], id: { in: [schema.row.id] } })).toEqual(["2.0"]);
  });

  test("secrets are told to those who ask for them, and to nobody else", async () => {
    const vault = await aKind("vault", { secret_fields: ["code", "headers.*"] }, ["open"]);
    const home = await aKind("home");
    const inner = await aDocument(vault, "inner", { code: "1234", user: "ali", headers: { Authorization: "x" } });
    const outer = await aDocument(home, "outer", { door: reference(inner) });
    const hidden = { code: "********", user: "ali", headers: { Authorization: "********" } };
    const asked = async (includeSecrets: boolean) =>
      (await door.query(Document, { id: encodeGlobalId("BlockDocument", outer), includeSecrets })).blockDocument;
    expect(await asked(false)).toMatchObject({
      name: "outer",
      isAnonymous: false,
      data: { door: hidden },
      references: [{ name: "door", document: { name: "inner", data: hidden, references: [] } }],
      blockType: { slug: "home", documents: { nodes: [{ name: "outer" }] }, schemas: { totalCount: 1 } },
      blockSchema: { capabilities: [], fields: { title: "home" }, blockType: { slug: "home" } },
    });
    expect(await asked(true)).toMatchObject({
      data: { door: { code: "1234", user: "ali", headers: { Authorization: "x" } } },
      references: [{ document: { data: hidden } }],
    });
    const { data, errors } = await door.execute<Record<string, unknown>, object>(
      "query ($id: ID!) { blockDocument(id: $id) { shown: data hidden: data(includeSecrets: true) } }",
      { id: inner },
    );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ blockDocument: { shown: { code: "********" }, hidden: { code: "1234" } } });
  });

  test("values are told to the digit", async () => {
    const kind = await aKind("exact");
    const input = { ...kind, name: "n", data: json('{"price":1.0,"long":12345678901234567890}'), is_anonymous: false };
    await createBlockDocument(door.core, input);
    const response = await door.door.pipeline.fetch("http://test/graphql", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ blockDocuments { nodes { data } } }" }),
    });
    expect(await response.text()).toContain('"price":1.0,"long":12345678901234567890');
  });

  test("types are made, presented otherwise and deleted, but not those of the system", async () => {
    const { createBlockType: created } = await door.query(CreateType, {
      input: { name: "My Disk", slug: "my-disk", logoUrl: "https://logo", description: "<b>" },
    });
    if (created.__typename !== "BlockTypeSuccess") throw new Error(JSON.stringify(created));
    const { id } = created.blockType;
    expect(created.blockType).toMatchObject({
      slug: "my-disk",
      logoUrl: "https://logo",
      description: "&lt;b&gt;",
      isProtected: false,
    });
    expect(
      (await door.query(UpdateType, { input: { id, logoUrl: null, codeExample: "code" } })).updateBlockType,
    ).toMatchObject({
      blockType: { logoUrl: null, documentationUrl: null, description: "&lt;b&gt;", codeExample: "code" },
    });
    for (const [input, expected] of [
      [{ name: "Other", slug: "my-disk" }, "ConflictError"],
      [{ name: "Other", slug: "My Disk" }, "ValidationError"],
      [{ name: "a/b", slug: "a-b" }, "ValidationError"],
      [{ name: "Prefect Disk", slug: "p-disk" }, "ValidationError"],
    ] as const) {
      expect((await door.query(CreateType, { input })).createBlockType.__typename, input.name).toBe(expected);
    }
    expect((await door.query(DeleteType, { input: { id } })).deleteBlockType).toMatchObject({ deletedId: id });
    for (const gone of [
      (await door.query(DeleteType, { input: { id } })).deleteBlockType,
      (await door.query(UpdateType, { input: { id, description: "x" } })).updateBlockType,
    ]) {
      expect(gone).toMatchObject({ __typename: "NotFoundError", message: "Block type not found" });
    }
    const { sql } = door.core.database;
    const { block_type_id } = await aKind("guarded");
    await door.core.database.transaction((transaction) =>
      transaction.run(sql.updateTable("block_type").set({ is_protected: true }).where("id", "=", block_type_id)),
    );
    expect((await door.query(DeleteType, { input: { id: block_type_id } })).deleteBlockType).toMatchObject({
      __typename: "ValidationError",
      message: "protected block types cannot be deleted.",
    });
  });

  test("schemas are registered once, found by their checksum and deleted with their documents", async () => {
    const { block_type_id: blockTypeId } = await aKind("disk");
    const input = { blockTypeId, fields: { title: "Disk", properties: { size: { type: "integer" } } }, version: "3" };
    const first = (await door.query(CreateSchema, { input: { ...input, capabilities: ["spin"] } })).createBlockSchema;
    if (first.__typename !== "CreateBlockSchemaSuccess") throw new Error(JSON.stringify(first));
    expect(first).toMatchObject({
      created: true,
      blockSchema: { version: "3", capabilities: ["spin"], fields: { ...input.fields, block_schema_references: {} } },
    });
    const { id, checksum } = first.blockSchema;
    expect((await door.query(CreateSchema, { input })).createBlockSchema).toMatchObject({
      created: false,
      blockSchema: { id },
    });
    await aDocument({ block_type_id: blockTypeId, block_schema_id: await databaseIdOfSchema(id) }, "kept");
    expect(await door.query(Found, { slug: "disk", name: "kept", checksum })).toMatchObject({
      blockTypeBySlug: { databaseId: blockTypeId },
      blockDocumentByName: { databaseId: expect.any(String) as unknown },
      blockSchemaByChecksum: { databaseId: await databaseIdOfSchema(id) },
      blockCapabilities: ["spin"],
      defaultResultStorage: null,
    });
    expect((await door.query(DeleteSchema, { input: { id } })).deleteBlockSchema.__typename).toBe(
      "DeleteBlockSchemaSuccess",
    );
    expect((await door.query(DeleteSchema, { input: { id } })).deleteBlockSchema.__typename).toBe("NotFoundError");
    expect(await door.query(Found, { slug: "disk", name: "kept", checksum })).toMatchObject({
      blockDocumentByName: null,
      blockSchemaByChecksum: null,
    });
    for (const bad of [
      { ...input, fields: [1] },
      { ...input, blockTypeId: id },
    ]) {
      expect((await door.query(CreateSchema, { input: bad })).createBlockSchema.__typename).toBe("ValidationError");
    }
    const nowhere = { ...input, blockTypeId: "00000000-0000-4000-8000-000000000000" };
    expect((await door.query(CreateSchema, { input: nowhere })).createBlockSchema.__typename).toBe("NotFoundError");
  });

  async function databaseIdOfSchema(id: string): Promise<string> {
    const { blockSchema } = await door.query<{ blockSchema: { databaseId: string } }, object>(
      "query ($id: ID!) { blockSchema(id: $id) { databaseId } }",
      { id },
    );
    return blockSchema.databaseId;
  }

  test("documents are saved, changed without losing secrets, and deleted", async () => {
    const kind = await aKind("vault", { secret_fields: ["code"] });
    const ids = { blockTypeId: kind.block_type_id, blockSchemaId: kind.block_schema_id };
    const data = { code: "1234", host: "a" };
    const { createBlockDocument: created } = await door.query(CreateDocument, { input: { ...ids, name: "v", data } });
    if (created.__typename !== "BlockDocumentSuccess") throw new Error(JSON.stringify(created));
    const { id } = created.blockDocument;
    expect(created.blockDocument.data).toEqual({ code: "********", host: "a" });
    expect((await door.query(CreateDocument, { input: { ...ids, name: "v" } })).createBlockDocument).toMatchObject({
      __typename: "ConflictError",
      message: "Block already exists",
    });
    const change = async (given: object) => {
      const input = { id, ...given } as { id: string; data: unknown };
      return (await door.query(UpdateDocument, { input })).updateBlockDocument;
    };
    expect(await change({ data: { code: "********", port: 1 } })).toMatchObject({
      blockDocument: { data: { code: "1234", host: "a", port: 1 } },
    });
    expect(await change({ data: { code: "********" }, mergeExistingData: false })).toMatchObject({
      blockDocument: { data: { code: "1234" } },
    });
    const other = await aKind("other");
    expect(await change({ data: {}, blockSchemaId: other.block_schema_id })).toMatchObject({
      __typename: "ValidationError",
      message: "Must migrate block document to a block schema of the same block type.",
    });
    expect(await change({ data: { self: reference(await databaseIdOfDocument(id)) } })).toMatchObject({
      __typename: "ValidationError",
    });
    expect(await change({ data: "text" })).toMatchObject({ __typename: "ValidationError" });
    for (const name of ["", "Big", "a_b"]) {
      expect((await door.query(CreateDocument, { input: { ...ids, name } })).createBlockDocument.__typename).toBe(
        "ValidationError",
      );
    }
    expect((await door.query(DeleteDocument, { input: { id } })).deleteBlockDocument.__typename).toBe(
      "DeleteBlockDocumentSuccess",
    );
    for (const gone of [
      await change({ data: {} }),
      (await door.query(DeleteDocument, { input: { id } })).deleteBlockDocument,
    ]) {
      expect(gone).toMatchObject({ __typename: "NotFoundError", message: "Block document not found" });
    }
  });

  async function databaseIdOfDocument(id: string): Promise<string> {
    const { blockDocument } = await door.query<{ blockDocument: { databaseId: string } }, object>(
      "query ($id: ID!) { blockDocument(id: $id) { databaseId } }",
      { id },
    );
    return blockDocument.databaseId;
  }

  test("anonymous documents go without a name, are found by id and referred to, and tell nobody", async () => {
    const kind = await aKind("vault");
    const ids = { blockTypeId: kind.block_type_id, blockSchemaId: kind.block_schema_id };
    const create = async (given: object) =>
      (await door.query(CreateDocument, { input: { ...ids, isAnonymous: true, ...given } })).createBlockDocument;
    const { sql } = door.core.database;
    const events = () => door.core.database.all(sql.selectFrom("event").select("event"));
    const told = await events();
    const inner = await create({ data: { code: 1 } });
    if (inner.__typename !== "BlockDocumentSuccess") throw new Error(JSON.stringify(inner));
    expect(inner.blockDocument).toMatchObject({
      isAnonymous: true,
      name: expect.stringMatching(/^anonymous-/) as unknown,
    });
    expect(await create({ name: "chosen" })).toMatchObject({ blockDocument: { isAnonymous: true, name: "chosen" } });
    expect(await events()).toEqual(told);
    const outer = await create({
      name: "outer",
      isAnonymous: false,
      data: { inner: reference(inner.blockDocument.databaseId) },
    });
    expect(outer).toMatchObject({ blockDocument: { isAnonymous: false, data: { inner: { code: 1 } } } });
    expect((await door.query(Documents, {})).blockDocuments).toMatchObject({
      totalCount: 1,
      nodes: [{ name: "outer" }],
    });
    const found = await door.query(Document, { id: inner.blockDocument.id, includeSecrets: false });
    expect(found.blockDocument).toMatchObject({ isAnonymous: true, data: { code: 1 } });
    expect(await create({ name: "chosen" })).toMatchObject({ __typename: "ConflictError" });
    expect(await create({ isAnonymous: false })).toMatchObject({
      __typename: "ValidationError",
      message: "`name` must be given unless `isAnonymous` is true",
    });
    expect((await door.query(DeleteDocument, { input: { id: inner.blockDocument.id } })).deleteBlockDocument).toEqual({
      __typename: "DeleteBlockDocumentSuccess",
    });
  });

  test("documents are saved once under an idempotency key, whose digest tells nothing of their secrets", async () => {
    const kind = await aKind("vault", { secret_fields: ["code"] });
    const ids = { blockTypeId: kind.block_type_id, blockSchemaId: kind.block_schema_id };
    const create = async (given: object) =>
      (await door.query(CreateDocument, { input: { ...ids, isAnonymous: true, idempotencyKey: "k", ...given } }))
        .createBlockDocument;
    const first = await create({ data: { code: "1234" } });
    expect(first.__typename).toBe("BlockDocumentSuccess");
    expect(await create({ data: { code: "1234" } })).toEqual(first);
    expect((await create({ data: { code: "1235" } })).__typename).toBe("IdempotencyConflictError");
    const missing = { blockSchemaId: "00000000-0000-4000-8000-000000000000", idempotencyKey: "free" };
    expect(await create(missing)).toMatchObject({ __typename: "ConflictError" });
    expect((await create({ idempotencyKey: "free", data: {} })).__typename).toBe("BlockDocumentSuccess");
    const { sql } = door.core.database;
    const kept = await door.core.database.get(
      sql
        .selectFrom("mutation_answer")
        .select("digest")
        .where("key", "=", "k")
        .where("mutation", "=", "createBlockDocument"),
    );
    const plain = { ...ids, isAnonymous: true, data: { code: "1234" } };
    for (const guess of [plain, { ...plain, data: '{"code":"1234"}' }]) {
      expect(kept?.digest).not.toBe(createHash("sha256").update(sortedJson(guess)).digest("hex"));
    }
  });

  test("the system's types are installed in place of what is under their slugs", async () => {
    await createBlockType(door.core, { name: "Mine", slug: "secret" });
    const install = async (input: object) => (await door.query(InstallTypes, { input })).installSystemBlockTypes;
    const installed = await install({});
    expect(installed).toMatchObject({
      blockTypes: [
        { slug: "local-file-system", isProtected: true, schemas: { totalCount: 1 } },
        { slug: "secret", isProtected: true, schemas: { nodes: [{ fields: { title: "Secret" } }] } },
        { slug: "webhook", isProtected: true, schemas: { totalCount: 1 } },
      ],
    });
    expect(await install({ idempotencyKey: "k" })).toEqual(installed);
    door.statements.length = 0;
    expect(await install({ idempotencyKey: "k" })).toEqual(installed);
    expect(door.statements.filter((statement) => /^(insert|update).*block/is.test(statement))).toEqual([]);
    expect((await install({ idempotencyKey: "k".repeat(256) })).__typename).toBe("ValidationError");
  });

  test("results are kept by default in a block that can take them", async () => {
    const disk = await aDocument(await aKind("disk", {}, ["write-path"]), "disk");
    const note = await aDocument(await aKind("note"), "note");
    const set = async (input: { blockDocumentId?: string | null }) =>
      (await door.query(SetStorage, { input })).setDefaultResultStorage;
    expect(await set({ blockDocumentId: disk })).toMatchObject({ blockDocument: { name: "disk" } });
    expect(await set({ blockDocumentId: note })).toMatchObject({ __typename: "ValidationError" });
    expect(await set({})).toMatchObject({ __typename: "ValidationError" });
    expect(await door.query("{ defaultResultStorage { name } }")).toEqual({ defaultResultStorage: { name: "disk" } });
    expect(await set({ blockDocumentId: null })).toMatchObject({ blockDocument: null });
    expect(await door.query("{ defaultResultStorage { name } }")).toEqual({ defaultResultStorage: null });
  });
});
