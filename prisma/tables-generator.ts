/**
 * A Prisma generator that writes src/db/tables.ts: the row types that Kysely composes SQL against.
 * What a column holds is read from the @instant, @duration, @json and @flag marks of prisma/schema.prisma.
 */
import { writeFile } from "node:fs/promises";
import type { DMMF } from "@prisma/generator-helper";
import prismaGeneratorHelper from "@prisma/generator-helper";

const HEADER = `// Generated from prisma/schema.prisma by prisma/tables-generator.ts; do not edit.
import type { ColumnType } from "kysely";
import type { Microseconds } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import type { JsonText } from "./json-text.ts";

/** A boolean column: booleans go in, both drivers hand out 0 or 1. */
export type Flag = ColumnType<0 | 1, boolean, boolean>;
/** A number the database assigns. */
export type Assigned = ColumnType<number, never, never>;
`;

const SCALARS: Readonly<Record<string, string>> = {
  String: "string",
  Int: "number",
  BigInt: "number",
  Float: "number",
};

function columnType(field: DMMF.Field): string {
  const marks = field.documentation ?? "";
  if (field.hasDefaultValue && field.isId && field.type !== "String") return "Assigned";
  const base = marks.includes("@instant")
    ? "Instant"
    : marks.includes("@duration")
      ? "Microseconds"
      : marks.includes("@json")
        ? "JsonText"
        : marks.includes("@flag")
          ? "Flag"
          : field.kind === "enum"
            ? field.type
            : SCALARS[field.type];
  if (base === undefined) throw new Error(`No column type for ${field.name}: ${field.type}`);
  return field.isRequired ? base : `${base} | null`;
}

function printModel(model: DMMF.Model): string {
  const columns = model.fields
    .filter((field) => field.kind !== "object")
    .map((field) => `  ${field.name}: ${columnType(field)};`);
  return `export interface ${model.name}Table {\n${columns.join("\n")}\n}\n`;
}

function print(datamodel: DMMF.Datamodel): string {
  const enums = datamodel.enums.map(
    (each) =>
      `export const ${each.name.replace(/^./, (letter) => letter.toLowerCase())}s = [${each.values
        .map((value) => `"${value.name}"`)
        .join(
          ", ",
        )}] as const;\nexport type ${each.name} = (typeof ${each.name.replace(/^./, (letter) => letter.toLowerCase())}s)[number];\n`,
  );
  const tables = datamodel.models.map((model) => `  ${model.dbName ?? model.name}: ${model.name}Table;`);
  return [
    HEADER,
    ...enums,
    ...datamodel.models.map(printModel),
    `export interface Tables {\n${tables.join("\n")}\n}\n`,
  ].join("\n");
}

prismaGeneratorHelper.generatorHandler({
  onManifest: () => ({ prettyName: "Penstock row types", defaultOutput: "../src/db/tables.ts" }),
  onGenerate: async (options) => {
    const output = options.generator.output?.value;
    if (output === undefined || output === null) throw new Error("The tables generator needs an output path");
    await writeFile(output, print(options.dmmf.datamodel));
  },
});
