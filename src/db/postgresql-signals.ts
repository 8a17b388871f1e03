/**
 * Signals between replicas over LISTEN/NOTIFY. A NOTIFY takes a lock that every committing notifier shares, so it is sent
 * after the commit and at most once per channel and interval, not inside each transaction. Losing one costs a poll.
 */
import pg from "pg";
import type { SignalChannel } from "./database.ts";
import { Signals } from "./signals.ts";

const NOTIFY_INTERVAL_MILLISECONDS = 10;
const RECONNECT_MILLISECONDS = 1_000;
const CHANNEL_PREFIX = "penstock_";
const CHANNELS: readonly SignalChannel[] = ["event", "log", "delivery", "cleanup", "work-pool"];

export class PostgresqlSignals extends Signals<SignalChannel> {
  readonly #connectionString: string;
  readonly #pool: pg.Pool;
  readonly #pending = new Map<SignalChannel, NodeJS.Timeout>();
  #client: pg.Client | undefined;
  #reconnect: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(connectionString: string, pool: pg.Pool) {
    super();
    this.#connectionString = connectionString;
    this.#pool = pool;
  }

  /** Starts hearing other replicas; keeps trying while the database is away. */
  async listen(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#connectionString, application_name: "penstock signals" });
    this.#client = client;
    client.on("notification", ({ channel }) => this.emit(channel.slice(CHANNEL_PREFIX.length) as SignalChannel));
    client.on("error", () => {});
    client.on("end", () => this.#retry());
    try {
      await client.connect();
      for (const channel of CHANNELS) await client.query(`LISTEN "${CHANNEL_PREFIX}${channel}"`);
    } catch {
      await client.end().catch(() => {});
    }
  }

  /** Tells this process at once and the others within NOTIFY_INTERVAL_MILLISECONDS. */
  announce(channel: SignalChannel): void {
    this.emit(channel);
    if (this.#pending.has(channel) || this.#closed) return;
    const send = (): void => {
      this.#pending.delete(channel);
      this.#pool.query(`NOTIFY "${CHANNEL_PREFIX}${channel}"`).catch(() => {});
    };
    this.#pending.set(channel, setTimeout(send, NOTIFY_INTERVAL_MILLISECONDS).unref());
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#reconnect);
    for (const timer of this.#pending.values()) clearTimeout(timer);
    this.#pending.clear();
    await this.#client?.end().catch(() => {});
  }

  #retry(): void {
    if (this.#closed) return;
    this.#reconnect = setTimeout(() => void this.listen(), RECONNECT_MILLISECONDS).unref();
  }
}
