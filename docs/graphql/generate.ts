/**
 * Writes reference.md from the schema, cookbook.md from operations/*.graphql, and the code of guide.md from examples; with --check it writes nothing and fails
 * where a file has drifted.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
} from "graphql";

const inFolder = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const OPERATIONS = inFolder("operations/");

/** A cell of a table has no lines of its own. */
function cell(text: string | null | undefined): string {
  return (text ?? "").replaceAll("\n", " ").replaceAll("|", "\\|");
}

function defaultOf({ defaultValue }: GraphQLArgument | GraphQLInputField): string {
  return defaultValue === undefined ? "" : ` = ${JSON.stringify(defaultValue)}`;
}

function table(rows: readonly (readonly [string, string, string])[]): string {
  return `| name | type | what it is |\n| --- | --- | --- |\n${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}\n`;
}

function bodyOf(type: GraphQLNamedType, schema: GraphQLSchema): string {
  if (isObjectType(type) || isInterfaceType(type)) {
    const rows = Object.values(type.getFields()).flatMap((field) => [
      [`\`${field.name}\``, `\`${field.type}\``, cell(field.description)] as const,
      ...field.args.map(
        (argument) =>
          [
            `\`${field.name}(${argument.name})\``,
            cell(`\`${argument.type}${defaultOf(argument)}\``),
            cell(argument.description),
          ] as const,
      ),
    ]);
    return table(rows);
  }
  if (isInputObjectType(type)) {
    return table(
      Object.values(type.getFields()).map((field) => [
        `\`${field.name}\``,
        cell(`\`${field.type}${defaultOf(field)}\``),
        cell(field.description),
      ]),
    );
  }
  if (isEnumType(type)) {
    return type
      .getValues()
      .map(({ name, description }) => `- \`${name}\`: ${cell(description)}\n`)
      .join("");
  }
  if (isUnionType(type)) {
    const members = schema.getPossibleTypes(type).map(({ name }) => `\`${name}\``);
    return `One of ${members.join(", ")}.\n`;
  }
  return "";
}

function section(title: string, types: readonly GraphQLNamedType[], schema: GraphQLSchema): string {
  const parts = types.map((type) => `### ${type.name}\n\n${type.description ?? ""}\n\n${bodyOf(type, schema)}`.trim());
  return `## ${title}\n\n${parts.join("\n\n")}\n`;
}

/** The reference of a printed schema. */
export function referenceOf(printed: string): string {
  const schema = buildSchema(printed);
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const types = Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .sort((one, other) => one.name.localeCompare(other.name, "en"));
  const others = types.filter((type) => !roots.some((root) => root === type));
  return [
    "# Reference\n\nWritten from the schema by `npm run docs`. Arguments stand under their field as `field(argument)`.\n",
    section(
      "Operations",
      roots.filter((root) => root != null),
      schema,
    ),
    section("Objects", others.filter(isObjectType), schema),
    section("Interfaces", others.filter(isInterfaceType), schema),
    section("Unions", others.filter(isUnionType), schema),
    section("Inputs", others.filter(isInputObjectType), schema),
    section("Enums", others.filter(isEnumType), schema),
    section("Scalars", others.filter(isScalarType), schema),
  ].join("\n");
}

/** Items of a list that an answer shows; the rest look alike. */
const SHOWN_ITEMS = 2;
const LINE_WIDTH = 110;

/** A value on one line. */
function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${onOneLine(member)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** JSON with comments in place of what long lists have more. */
function shown(value: unknown, indent = ""): string {
  const line = onOneLine(value);
  const isLong = Array.isArray(value) && value.length > SHOWN_ITEMS && typeof value[0] === "object";
  if (typeof value !== "object" || value === null) return line;
  if (indent.length + line.length <= LINE_WIDTH && !isLong) return line;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = (isLong ? value.slice(0, SHOWN_ITEMS) : value).map((item) => inner + shown(item, inner));
    const rest = isLong ? `\n${inner}// ${value.length - SHOWN_ITEMS} more` : "";
    return `[\n${items.join(",\n")}${rest}\n${indent}]`;
  }
  const members = Object.entries(value).map(
    ([key, member]) => `${inner}${JSON.stringify(key)}: ${shown(member, inner)}`,
  );
  return `{\n${members.join(",\n")}\n${indent}}`;
}

/** With which variables a document was asked, and what the answer was; nothing for one without a recorded answer. */
async function exampleAnswer(name: string): Promise<string> {
  const text = await readFile(inFolder(`answers/${name}.json`), "utf8").catch(() => undefined);
  if (text === undefined) return "";
  const { variables, answer } = JSON.parse(text) as { readonly variables: object; readonly answer: unknown };
  const asked =
    Object.keys(variables).length === 0 ? "" : `With these variables:\n\n\`\`\`json\n${shown(variables)}\n\`\`\`\n\n`;
  const items = Array.isArray(answer) ? answer : [answer];
  const told = Array.isArray(answer) ? "The first items of the stream:" : "An answer:";
  return `\n${asked}${told}\n\n\`\`\`jsonc\n${items.map((item) => shown(item)).join("\n")}\n\`\`\`\n`;
}

async function cookbook(): Promise<string> {
  const files = (await readdir(OPERATIONS)).filter((name) => name.endsWith(".graphql")).sort();
  const recipes = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(OPERATIONS + file, "utf8");
      const head = /^(?:#.*\n)*/.exec(text)?.[0] ?? "";
      const what = head.replaceAll(/^# ?/gm, "").trim();
      const name = file
        .replace(/^\d+-/, "")
        .replace(/\.graphql$/, "")
        .replaceAll("-", " ");
      const title = name.charAt(0).toUpperCase() + name.slice(1);
      return `## ${title}\n\n${what}\n\n[operations/${file}](operations/${file})\n\n\`\`\`graphql\n${text.slice(head.length).trim()}\n\`\`\`\n${await exampleAnswer(file.replace(/\.graphql$/, ""))}`;
    }),
  );
  const introduction =
    "# Cookbook\n\nWritten from [operations](operations) by `npm run docs`. Each page of a dashboard is one operation; the tests run exactly\nthese files. The answers are what a small workspace says, recorded in [answers](answers) by a test that holds them true; long lists\nare shortened here, and ids replaced.\n";
  return [introduction, ...recipes].join("\n");
}

const LANGUAGES: Readonly<Record<string, string>> = { ts: "ts", js: "js", py: "python" };

/** The guide with each file that is named in a comment behind that comment. */
async function guide(): Promise<string> {
  const text = await readFile(inFolder("guide.md"), "utf8");
  const bare = text.replaceAll(/^(<!-- examples\/.+ -->)\n\n```[\s\S]*?\n```$/gm, "$1");
  const names = [...bare.matchAll(/^<!-- (examples\/.+\.(.+)) -->$/gm)];
  const code = new Map<string, string>();
  for (const [comment, file = "", extension = ""] of names) {
    const example = (await readFile(inFolder(file), "utf8")).trim();
    code.set(comment, `${comment}\n\n\`\`\`${LANGUAGES[extension] ?? ""}\n${example}\n\`\`\``);
  }
  return bare.replaceAll(/^<!-- examples\/.+ -->$/gm, (comment) => code.get(comment) ?? comment);
}

if (import.meta.main) {
  const written = {
    "guide.md": await guide(),
    "reference.md": referenceOf(await readFile(inFolder("../../schema/schema.graphql"), "utf8")),
    "cookbook.md": await cookbook(),
  };
  for (const [name, text] of Object.entries(written)) {
    if (!process.argv.includes("--check")) {
      await writeFile(inFolder(name), text);
    } else if ((await readFile(inFolder(name), "utf8").catch(() => "")) !== text) {
      process.stderr.write(`docs/graphql/${name} has drifted: npm run docs\n`);
      process.exitCode = 1;
    }
  }
}
