/** Which fields a connection's nodes are asked for, so that what these lead to is read before they are resolved. */
import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from "graphql";

type Fragments = GraphQLResolveInfo["fragments"];

/** Documents are parsed once, so their nodes are the same for every execution. */
const known = new WeakMap<FieldNode, ReadonlySet<string>>();

/** Visits the fields of selections, those in fragments included, whichever types these are on. */
function visitFields(
  set: SelectionSetNode | undefined,
  fragments: Fragments,
  visit: (field: FieldNode) => void,
  seen = new Set<string>(),
): void {
  for (const selection of set?.selections ?? []) {
    if (selection.kind === Kind.FIELD) visit(selection);
    else if (selection.kind === Kind.INLINE_FRAGMENT) visitFields(selection.selectionSet, fragments, visit, seen);
    else if (!seen.has(selection.name.value)) {
      seen.add(selection.name.value);
      visitFields(fragments[selection.name.value]?.selectionSet, fragments, visit, seen);
    }
  }
}

/**
 * The names of the fields that may be asked for of the nodes of a connection. A directive may leave one out yet: what is read
 * for it in vain is a statement, not a mistake.
 */
export function fieldsOfNodes({
  fieldNodes,
  fragments,
}: Pick<GraphQLResolveInfo, "fieldNodes" | "fragments">): ReadonlySet<string> {
  const [only, another] = fieldNodes;
  const remembered = only !== undefined && another === undefined ? known.get(only) : undefined;
  if (remembered !== undefined) return remembered;
  const names = new Set<string>();
  const note = (field: FieldNode): void => void names.add(field.name.value);
  const enter = (field: FieldNode): void => {
    if (field.name.value === "nodes") visitFields(field.selectionSet, fragments, note);
    if (field.name.value === "edges") {
      visitFields(field.selectionSet, fragments, (inEdge) => {
        if (inEdge.name.value === "node") visitFields(inEdge.selectionSet, fragments, note);
      });
    }
  };
  for (const { selectionSet } of fieldNodes) visitFields(selectionSet, fragments, enter);
  if (only !== undefined && another === undefined) known.set(only, names);
  return names;
}
