import { expect } from "vitest";
import type { PrefectSuite } from "./suite.ts";

/** How one command of the stock command line ended, and what it printed. */
export interface CommandOutcome {
  readonly words: readonly string[];
  readonly exit: number;
  readonly output: string;
}

interface Command {
  readonly words: readonly string[];
  /** Later commands may name the id that this one prints, as `@name`. */
  readonly keep?: string;
}

interface CommandOptions {
  readonly folder?: string;
  readonly environmentVariables?: Readonly<Record<string, string>>;
}

/** Runs commands one after the other, see flows/commands.py. */
export async function runCommands(
  suite: PrefectSuite,
  commands: readonly Command[],
  options: CommandOptions = {},
): Promise<readonly CommandOutcome[]> {
  const { lines, exitCode, stderr } = await suite.run("commands.py", {
    ...options,
    arguments: [JSON.stringify(commands)],
    // Tables are as wide as the terminal, and names are cut to fit.
    environmentVariables: { COLUMNS: "240", ...options.environmentVariables },
  });
  expect(exitCode, stderr).toBe(0);
  return lines as readonly CommandOutcome[];
}
