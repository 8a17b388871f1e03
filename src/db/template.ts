/**
 * Statements that are composed once and then only bound: composing and compiling one of 40 columns costs more than running
 * it. For the hot path; everything else composes as it goes.
 */
import { type CompiledQuery, type QueryExecutorProvider, type RawBuilder, sql } from "kysely";
import type { Database, Statement } from "./database.ts";

/** Stands among a compiled statement's parameters where a value is to be bound. */
class Placeholder {
  readonly name: PropertyKey;

  constructor(name: PropertyKey) {
    this.name = name;
  }
}

/** Makes the place of a value in a statement. */
export type Bind<Values> = <Name extends keyof Values>(name: Name) => RawBuilder<Values[Name]>;

/** A statement that waits for its values. */
export type Template<Values, Row> = (values: Values) => Statement<Row>;

/**
 * Defines a statement by composing it with places for its values.
 *
 * @param compose called once for each database; its result must depend on nothing but the database
 */
export function template<Values extends object, Row = unknown>(
  compose: (database: Database, bind: Bind<Values>) => Statement<Row>,
): (database: Database) => Template<Values, Row> {
  // By the composer and not the database: one that is narrowed to a transaction has the composer of the whole.
  const made = new WeakMap<Database["sql"], Template<Values, Row>>();
  return (database) => {
    let bound = made.get(database.sql);
    if (bound === undefined) {
      bound = makeTemplate(compose(database, (name) => sql`${new Placeholder(name)}`));
      made.set(database.sql, bound);
    }
    return bound;
  };
}

function makeTemplate<Values extends object, Row>(statement: Statement<Row>): Template<Values, Row> {
  let compiled: CompiledQuery<Row> | undefined;
  return (values) => ({
    compile(provider: QueryExecutorProvider): CompiledQuery<Row> {
      compiled ??= statement.compile(provider);
      const { parameters } = compiled;
      const bound = new Array<unknown>(parameters.length);
      for (let index = 0; index < bound.length; index += 1) {
        const parameter = parameters[index];
        bound[index] = parameter instanceof Placeholder ? values[parameter.name as keyof Values] : parameter;
      }
      return { ...compiled, parameters: bound };
    },
  });
}

/** As template, for statements that name some columns and not others; one is kept for each choice in order. */
export function templateOfColumns<Values extends object, Column extends keyof Values & string, Row = unknown>(
  compose: (database: Database, bind: Bind<Values>, columns: readonly Column[]) => Statement<Row>,
): (database: Database, columns: readonly Column[]) => Template<Values, Row> {
  const made = new Map<string, (database: Database) => Template<Values, Row>>();
  return (database, columns) => {
    const key = columns.join();
    let known = made.get(key);
    if (known === undefined) {
      known = template<Values, Row>((forDatabase, bind) => compose(forDatabase, bind, columns));
      made.set(key, known);
    }
    return known(database);
  };
}

/** Places for values that are named as the columns they go into. */
export function bindAll<Values, Name extends keyof Values>(
  bind: Bind<Values>,
  names: readonly Name[],
): { [Key in Name]: RawBuilder<Values[Key]> } {
  const places: Partial<{ [Key in Name]: RawBuilder<Values[Key]> }> = {};
  for (const name of names) places[name] = bind(name);
  return places as { [Key in Name]: RawBuilder<Values[Key]> };
}
