/**
 * What `prefect work-pool create` wants to know of kinds of workers: how their jobs are put together. The reference fetches all of
 * it from a public registry; here stands what comes with Prefect itself, and other kinds come with their own workers.
 */

const PROCESS_TEMPLATE = {
  job_configuration: {
    command: "{{ command }}",
    env: "{{ env }}",
    labels: "{{ labels }}",
    name: "{{ name }}",
    stream_output: "{{ stream_output }}",
    working_dir: "{{ working_dir }}",
  },
  variables: {
    type: "object",
    properties: {
      name: { title: "Name", description: "How the worker names what it starts for a flow run.", type: "string" },
      env: {
        title: "Environment Variables",
        description: "Variables that are set for the process of a flow run.",
        type: "object",
        additionalProperties: { type: "string" },
      },
      labels: {
        title: "Labels",
        description: "Labels for what the worker starts for a flow run.",
        type: "object",
        additionalProperties: { type: "string" },
      },
      command: {
        title: "Command",
        description: "What is run to start a flow run; the worker knows it by itself where this is empty.",
        type: "string",
      },
      stream_output: {
        title: "Stream Output",
        description: "Whether the worker shows on its own output what a flow run prints.",
        default: true,
        type: "boolean",
      },
      working_dir: {
        title: "Working Directory",
        description: "The folder in which the process of a flow run starts; a temporary one where this is empty.",
        type: "string",
        format: "path",
      },
    },
  },
} as const;

/** A gear in front of two lines. Prefect's web page leaves kinds without a picture out of those one can choose from. */
const PROCESS_LOGO = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#1d4ed8" stroke-width="2">' +
    '<circle cx="9" cy="12" r="4"/><path d="M9 4v4M9 16v4M1 12h4M3.3 6.3l2.9 2.9M3.3 17.7l2.9-2.9M16 9h7M16 15h7"/></svg>',
)}`;

/** By collection, the kinds of workers in it. */
export const WORKER_METADATA = {
  prefect: {
    process: {
      type: "process",
      display_name: "Process",
      description: "Runs each flow run as a process of its own, on the machine of the worker.",
      documentation_url: "https://docs.prefect.io/latest/api-ref/prefect/workers/process/",
      logo_url: PROCESS_LOGO,
      install_command: "pip install prefect",
      is_beta: false,
      default_base_job_configuration: PROCESS_TEMPLATE,
    },
  },
} as const;
