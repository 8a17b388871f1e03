/**
 * The block types every server has, protected from deletion: clients save and load them without registering them first.
 * The fields are facts that must be to the letter, for a client finds a schema by its checksum (models.block_registration).
 */
import { createHash } from "node:crypto";
import type { Core } from "../../core.ts";
import { toJsonText } from "../../db/json-text.ts";
import { newId } from "../../ids.ts";
import { PREFECT_VERSION } from "../../version.ts";
import { readConfiguration, writeConfiguration } from "../configuration/configuration.ts";
import { insertBlockSchema } from "./block-schema.commands.ts";
import { presentationOf } from "./block-type.commands.ts";
import { readBlockType } from "./block-type.queries.ts";
import type { BlockTypeRow } from "./block-type.ts";
import type { ExactObject } from "./exact-json.ts";

interface SystemBlock {
  readonly name: string;
  readonly slug: string;
  readonly logo: string;
  readonly documentation: string;
  readonly description: string;
  readonly example: readonly string[];
  readonly capabilities: readonly string[];
  readonly title: string;
  readonly properties: ExactObject;
  readonly required?: string[];
  readonly secretFields: string[];
  readonly definitions?: ExactObject;
}

const LOGOS =
  "https://raw.githubusercontent.com/PrefectHQ/prefect/420d0d6a78bb6df1fc18bcf188fdad43c1d22ea9/assets/block-logos/";
const DOCUMENTATION = "https://www.prefect.io/docs/latest/";

const SYSTEM_BLOCKS: readonly SystemBlock[] = [
  {
    name: "Webhook",
    slug: "webhook",
    logo: "webhook.png",
    documentation: "automate/events/webhook-triggers",
    description: "Block that enables calling webhooks.",
    example: [
      "```python",
      "from prefect.blocks.webhook import Webhook",
      "",
      'webhook_block = Webhook.load("BLOCK_NAME")',
      "```",
    ],
    capabilities: [],
    title: "Webhook",
    properties: {
      method: {
        default: "POST",
        description: "The webhook request method. Defaults to `POST`.",
        enum: ["GET", "POST", "PUT", "PATCH", "DELETE"],
        title: "Method",
        type: "string",
        position: 0,
      },
      url: {
        description: "The webhook URL.",
        examples: ["https://hooks.slack.com/XXX"],
        format: "password",
        title: "Webhook URL",
        type: "string",
        writeOnly: true,
        position: 1,
      },
      headers: {
        description: "A dictionary of headers to send with the webhook request.",
        title: "Webhook Headers",
        type: "object",
        position: 2,
      },
      allow_private_urls: {
        default: true,
        description: "Whether to allow notifications to private URLs. Defaults to True.",
        title: "Allow Private Urls",
        type: "boolean",
        position: 3,
      },
      verify: {
        default: true,
        description: "Whether or not to enforce a secure connection to the webhook.",
        title: "Verify",
        type: "boolean",
        position: 4,
      },
    },
    required: ["url"],
    secretFields: ["url", "headers.*"],
  },
  {
    name: "Secret",
    slug: "secret",
    logo: "secret.png",
    documentation: "develop/blocks",
    description:
      "A block that represents a secret value. The value stored in this block will be obfuscated when this block is viewed or edited in the UI.",
    example: [
      "```python",
      "from prefect.blocks.system import Secret",
      "",
      'Secret(value="sk-1234567890").save("BLOCK_NAME", overwrite=True)',
      "",
      'secret_block = Secret.load("BLOCK_NAME")',
      "",
      "# Access the stored secret",
      "secret_block.get()",
      "```",
    ],
    capabilities: [],
    title: "Secret",
    properties: {
      value: {
        anyOf: [
          { format: "password", type: "string", writeOnly: true },
          { title: "string", type: "string" },
          { $ref: "#/definitions/JsonValue", title: "JSON" },
        ],
        description: "A value that should be kept secret.",
        examples: ["sk-1234567890", { password: "s3cr3t", username: "johndoe" }],
        format: "password",
        title: "Value",
        writeOnly: true,
        position: 0,
      },
    },
    required: ["value"],
    secretFields: ["value", "value"],
    definitions: { JsonValue: {} },
  },
  {
    name: "Local File System",
    slug: "local-file-system",
    logo: "filesystem.png",
    documentation: "develop/results#specifying-a-default-filesystem",
    description: "Store data as a file on a local file system.",
    example: [
      "Load stored local file system config:",
      "```python",
      "from prefect.filesystems import LocalFileSystem",
      "",
      'local_file_system_block = LocalFileSystem.load("BLOCK_NAME")',
      "```",
    ],
    capabilities: ["read-path", "write-path", "put-directory", "get-directory"],
    title: "LocalFileSystem",
    properties: {
      basepath: {
        anyOf: [{ type: "string" }, { type: "null" }],
        default: null,
        description: "Default local path for this block to write to.",
        title: "Basepath",
        position: 0,
      },
    },
    secretFields: [],
  },
];

function fieldsOf(block: SystemBlock): ExactObject {
  return {
    block_type_slug: block.slug,
    description: block.description,
    properties: block.properties,
    ...(block.required === undefined ? {} : { required: block.required }),
    secret_fields: block.secretFields,
    title: block.title,
    type: "object",
    block_schema_references: {},
    ...(block.definitions === undefined ? {} : { definitions: block.definitions }),
  };
}

/** Under this key the configuration tells which table of blocks is installed. */
const MARKER_KEY = "penstock-system-blocks";

interface Marker {
  readonly installed: string;
}

/** Installs the system's blocks unless these very ones are installed: one read on every start but the first. */
export async function registerSystemBlocks(core: Core): Promise<void> {
  const marker = await readConfiguration<Marker>(core, MARKER_KEY);
  if (marker?.installed !== fingerprint()) await installSystemBlocks(core);
}

function fingerprint(): string {
  return createHash("sha256")
    .update(JSON.stringify([PREFECT_VERSION, SYSTEM_BLOCKS]))
    .digest("base64url");
}

/** The block types of the system, by name; those that are not installed are left out. */
export async function readSystemBlockTypes(core: Core): Promise<BlockTypeRow[]> {
  const { dialect, sql } = core.database;
  const slugs = SYSTEM_BLOCKS.map(({ slug }) => slug);
  return core.database.all(
    sql
      .selectFrom("block_type")
      .selectAll()
      .where((builder) => dialect.in(builder.ref("slug"), slugs, "text"))
      .orderBy("name")
      .orderBy("id"),
  );
}

/** Installs the system's blocks, in place of what is under their slugs, in one transaction. */
export async function installSystemBlocks(core: Core): Promise<void> {
  const marker: Marker = { installed: fingerprint() };
  await core.database.transaction(async (transaction) => {
    for (const block of SYSTEM_BLOCKS) {
      const now = core.clock.now();
      const values = {
        name: block.name,
        ...presentationOf({
          logo_url: `${LOGOS}${block.logo}`,
          documentation_url: `${DOCUMENTATION}${block.documentation}`,
          description: block.description,
          code_example: block.example.join("\n"),
        }),
        is_protected: true,
      };
      await transaction.run(
        core.database.sql
          .insertInto("block_type")
          .values({ id: newId(now), created: now, updated: now, slug: block.slug, ...values })
          .onConflict((conflict) => conflict.column("slug").doUpdateSet({ ...values, updated: now })),
      );
      const blockType = await readBlockType(core, { slug: block.slug }, transaction);
      if (blockType === undefined) throw new Error(`Block type ${block.slug} is not there after it was installed`);
      await insertBlockSchema(core, transaction, {
        // Through JSON, so that the table of blocks stays as it is whatever is done to the fields.
        fields: JSON.parse(toJsonText(fieldsOf(block))) as ExactObject,
        block_type_id: blockType.id,
        capabilities: block.capabilities,
        version: PREFECT_VERSION,
      });
    }
    await writeConfiguration(core, transaction, MARKER_KEY, marker);
  });
}
