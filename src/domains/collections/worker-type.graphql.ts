/** The kinds of workers in GraphQL, of which work pools are made: as many as come with the server. */
import { builder } from "../../graphql/builder.ts";
import { WORKER_METADATA } from "./worker-metadata.ts";

type Workers = (typeof WORKER_METADATA)[keyof typeof WORKER_METADATA];
type WorkerMetadata = Workers[keyof Workers];

const WorkerType = builder.objectRef<WorkerMetadata & { readonly collection: string }>("WorkerType").implement({
  description: "A kind of workers, for which a work pool can be made.",
  fields: (t) => ({
    type: t.exposeString("type", { description: "What work pools of the kind have as their type." }),
    collection: t.exposeString("collection", { description: "The Python package it comes with." }),
    displayName: t.exposeString("display_name", { description: "Its name for people." }),
    description: t.exposeString("description", { description: "What such workers do." }),
    documentationUrl: t.exposeString("documentation_url", { description: "Where it is described." }),
    logoUrl: t.exposeString("logo_url", { description: "Where its logo is; empty for none." }),
    installCommand: t.exposeString("install_command", { description: "What installs it." }),
    isBeta: t.exposeBoolean("is_beta", { description: "Whether its makers call it unfinished." }),
    defaultBaseJobTemplate: t.field({
      type: "JSON",
      description: "The base job template of a new work pool of the kind.",
      resolve: (worker) => worker.default_base_job_configuration,
    }),
  }),
});

builder.queryField("workerTypes", (t) =>
  t.field({
    type: [WorkerType],
    description: "The kinds of workers that come with Prefect. Others bring their templates with their own workers.",
    resolve: () =>
      Object.entries(WORKER_METADATA).flatMap(([collection, workers]) =>
        Object.values(workers).map((worker) => ({ ...worker, collection })),
      ),
  }),
);
