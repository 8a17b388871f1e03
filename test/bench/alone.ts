/** What is measured of Penstock alone, because the reference could only be waited for: times that must hold at any size. */
import { measurePolls } from "./polls.ts";

export const ALONE_NAMES = ["polls"] as const;
export type AloneName = (typeof ALONE_NAMES)[number];

/** A title and what measures it: the returned Markdown is printed below the title. */
export const measurementsAlone: Record<AloneName, { title: string; measure: () => Promise<string> }> = {
  polls: { title: "A poll while ever more runs are scheduled", measure: measurePolls },
};
