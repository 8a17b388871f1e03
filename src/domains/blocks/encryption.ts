/**
 * Block documents are encrypted at rest, with AES-256-GCM. A stored text is "v1.<key id>.<nonce>.<ciphertext and tag>", each
 * part in base64url; the document's id is authenticated with it, so that no row's data passes as another's.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import type { Core } from "../../core.ts";
import type { Database } from "../../db/database.ts";
import type { JsonText } from "../../db/json-text.ts";
import { proposeConfiguration, readConfiguration } from "../configuration/configuration.ts";

const CONFIGURATION_KEY = "ENCRYPTION_KEY";
const FORMAT = "v1";
const ALGORITHM = "aes-256-gcm";
const KEY_BYTES = 32;
/** What GCM is made for; random ones repeat with a chance of one in four billion after four billion documents. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Enough to tell the few keys of one database apart. */
const KEY_ID_BYTES = 6;

interface StoredKey {
  readonly key: string;
}

interface Key {
  readonly id: string;
  readonly secret: Buffer;
}

/** Encrypts with the current key, and decrypts with any key the server knows. */
export class DocumentCipher {
  readonly #current: Key;
  readonly #keys: ReadonlyMap<string, Key>;

  constructor(current: Key, others: readonly Key[] = []) {
    this.#current = current;
    this.#keys = new Map([...others, current].map((key) => [key.id, key]));
  }

  encrypt(documentId: string, data: JsonText): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#current.secret, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(documentId));
    const sealed = Buffer.concat([cipher.update(data, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return [FORMAT, this.#current.id, nonce.toString("base64url"), sealed.toString("base64url")].join(".");
  }

  /** A digest that only who has the current key can make of a guess. */
  fingerprint(data: JsonText): string {
    return createHmac("sha256", this.#current.secret).update("penstock fingerprint").update(data).digest("base64url");
  }

  /** @throws Error when the key is not the server's, or the text is not what was stored for this document */
  decrypt(documentId: string, text: string): JsonText {
    const [format, keyId = "", nonce = "", sealed = ""] = text.split(".");
    if (format !== FORMAT) throw new Error(`The data of block document ${documentId} is not in a known format`);
    const key = this.#keys.get(keyId);
    if (key === undefined) {
      throw new Error(`Block document ${documentId} was encrypted with another key: see PREFECT_SERVER_ENCRYPTION_KEY`);
    }
    const bytes = Buffer.from(sealed, "base64url");
    const decipher = createDecipheriv(ALGORITHM, key.secret, Buffer.from(nonce, "base64url"), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(documentId));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return `${decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, "utf8")}${decipher.final("utf8")}` as JsonText;
  }
}

function keyOf(secret: Buffer): Key {
  const id = createHash("sha256").update("penstock block documents").update(secret).digest().subarray(0, KEY_ID_BYTES);
  return { id: id.toString("base64url"), secret };
}

const ciphers = new WeakMap<Database, Promise<DocumentCipher>>();

/**
 * The cipher of the server's database. Its key is the setting's; without one a key is made once and kept in the database,
 * which protects copies of single rows, not copies of the database.
 */
export function documentCipher(core: Core): Promise<DocumentCipher> {
  let cipher = ciphers.get(core.database);
  if (cipher === undefined) {
    cipher = openCipher(core);
    ciphers.set(core.database, cipher);
    // A failure is told to whoever asked, and tried again by whoever asks next.
    cipher.catch(() => ciphers.delete(core.database));
  }
  return cipher;
}

async function openCipher(core: Core): Promise<DocumentCipher> {
  const { encryptionKey } = core.settings;
  let stored = await readConfiguration<StoredKey>(core, CONFIGURATION_KEY);
  if (encryptionKey !== undefined) {
    return new DocumentCipher(keyOf(encryptionKey), stored === undefined ? [] : [storedKey(stored)]);
  }
  if (stored === undefined) {
    const made: StoredKey = { key: randomBytes(KEY_BYTES).toString("base64url") };
    await core.database.transaction((transaction) => proposeConfiguration(core, transaction, CONFIGURATION_KEY, made));
    stored = await readConfiguration<StoredKey>(core, CONFIGURATION_KEY);
    if (stored === undefined) throw new Error("The encryption key was not stored");
  }
  return new DocumentCipher(storedKey(stored));
}

function storedKey(stored: StoredKey): Key {
  return keyOf(Buffer.from(stored.key, "base64url"));
}
