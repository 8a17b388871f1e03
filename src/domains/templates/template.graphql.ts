/** Looking at a template before it is used, in GraphQL. */
import { builder } from "../../graphql/builder.ts";
import { templateProblem } from "./template.ts";

const TemplateProblem = builder
  .objectRef<{ readonly line: number; readonly message: string }>("TemplateProblem")
  .implement({
    description: "Why a template cannot be used.",
    fields: (t) => ({
      line: t.exposeInt("line", { description: "The line it is in, from 1." }),
      message: t.exposeString("message", { description: "What is wrong, in Jinja's words." }),
    }),
  });

builder.queryField("templateProblem", (t) =>
  t.field({
    type: TemplateProblem,
    nullable: true,
    description:
      "What is wrong with a Jinja template of an automation's action; null for one that can be used. Whether it renders depends on the event.",
    args: { template: t.arg.string({ required: true, description: "The template." }) },
    resolve: (_root, { template }) => {
      const problem = templateProblem(template);
      // An error as such would be taken for a failure of the field.
      return problem === undefined ? null : { line: problem.line, message: problem.message };
    },
  }),
);
