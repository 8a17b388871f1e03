/** Tokens against requests that other sites forge (the reference's models/csrf_token.py): one a client, kept as a digest. */
import { createHash, randomBytes } from "node:crypto";
import { isSameText } from "../../authentication.ts";
import type { Core } from "../../core.ts";
import { newId } from "../../ids.ts";
import type { Instant } from "../../time/instant.ts";

const TOKEN_BYTES = 32;

export interface CsrfToken {
  readonly id: string;
  readonly created: Instant;
  readonly updated: Instant;
  readonly token: string;
  readonly client: string;
  /** Until when it is good. */
  readonly expiration: Instant;
}

function digestOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Makes a token for a client, in place of the one it had, and forgets those of all clients that have expired. */
export function createCsrfToken(core: Core, client: string): Promise<CsrfToken> {
  const { database } = core;
  return database.transaction(async (transaction) => {
    const now = core.clock.now();
    const token = randomBytes(TOKEN_BYTES).toString("hex");
    const expiration = (now + core.settings.csrfTokenExpiration) as Instant;
    const digest = digestOf(token);
    const row = await transaction.get(
      database.sql
        .insertInto("csrf_token")
        .values({ id: newId(now), created: now, updated: now, client, digest, expiration })
        .onConflict((conflict) => conflict.column("client").doUpdateSet({ updated: now, digest, expiration }))
        .returning(["id", "created", "updated"]),
    );
    await transaction.run(database.sql.deleteFrom("csrf_token").where("expiration", "<", now));
    return { id: newId(now), created: now, updated: now, ...row, token, client, expiration };
  });
}

/** Whether a token is the client's and has not expired. */
export async function isCsrfToken(core: Core, client: string, token: string): Promise<boolean> {
  const { database } = core;
  const row = await database.get(
    database.sql
      .selectFrom("csrf_token")
      .select("digest")
      .where("client", "=", client)
      .where("expiration", ">", core.clock.now()),
  );
  return row !== undefined && isSameText(row.digest, digestOf(token));
}
