/** What the answers of mutations have in common from noun to noun. */
import { builder } from "./builder.ts";
import { encodeGlobalId } from "./global-ids.ts";

/** The options of a mutation's union. @param of what the mutation does, such as "creating a variable" */
export function resultUnion(name: string, of: string) {
  return { directResult: true, union: { name, description: `What has come of ${of}.` } } as const;
}

/**
 * The success of a mutation that deletes an object.
 *
 * @param typename the type of the object
 * @param noun what it is called in descriptions, with its article, such as "A variable"
 */
export function deletedSuccess(typename: string, noun: string) {
  return builder.objectRef<{ readonly id: string }>(`Delete${typename}Success`).implement({
    description: `${noun} has been deleted.`,
    fields: (t) => ({
      deletedId: t.id({
        description: "The global id it had.",
        resolve: ({ id }) => encodeGlobalId(typename, id),
      }),
      deletedDatabaseId: t.field({
        type: "UUID",
        description: "The id by which Prefect knew it.",
        resolve: ({ id }) => id,
      }),
    }),
  });
}
