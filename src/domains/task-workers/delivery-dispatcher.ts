/**
 * Hands deliveries to the task workers that are connected to this server process: at once when a signal tells of new ones,
 * and one at a time to each worker. All that the workers of a process ask for and answer is written in one transaction at a
 * time, which makes the acknowledgement of one delivery and the claim of the next one commit.
 */
import { randomUUID } from "node:crypto";
import type { Core } from "../../core.ts";
import type { Instant } from "../../time/instant.ts";
import type { TaskRunRow } from "../task-runs/task-run.ts";
import {
  ACKNOWLEDGEMENT_PATIENCE,
  type ClaimedDelivery,
  isSettled,
  noSettlements,
  RENEWAL_INTERVAL,
  type Settlements,
} from "./delivery.ts";
import { type Candidate, chooseDeliveries } from "./delivery-choice.ts";
import { claimDeliveries, readWaitingDeliveries, renewClaims, settleDeliveries } from "./delivery-claims.commands.ts";
import { finishDeliveries, reviveDeliveries } from "./delivery-recovery.commands.ts";

/** How often a process looks after its claims, those that have run out, and deliveries whose signal was lost. */
const BEAT_MILLISECONDS = 1_000;
/** Deliveries of one key claimed in a transaction: its duration, some milliseconds, holds SQLite's other writers up. */
const CLAIMS_PER_KEY = 64;
/** Acknowledged deliveries looked at by one statement, and statements a beat: each holds the event loop up on SQLite. */
const FINISHED_PER_STATEMENT = 500;
const STATEMENTS_PER_BEAT = 10;

/** Who is handed deliveries. */
export interface Subscriber {
  readonly keys: readonly string[];
  /** Called with one run at a time; the next comes when this one is acknowledged. */
  deliver(run: TaskRunRow): void;
  /** Called when a delivery has not been acknowledged although nothing can keep the worker from it. */
  giveUp(): void;
}

/** How a subscription ends: whether its worker is gone, or may go on with what it has acknowledged. */
export type Ending = "gone" | "alive";

export class Subscription implements Candidate {
  readonly #dispatcher: DeliveryDispatcher;
  readonly subscriber: Subscriber;
  readonly acknowledged = new Set<number>();
  outstanding: { readonly sequence: number; readonly since: Instant } | undefined;
  lastServed = 0;
  isOpen = true;

  constructor(dispatcher: DeliveryDispatcher, subscriber: Subscriber) {
    this.#dispatcher = dispatcher;
    this.subscriber = subscriber;
  }

  get keys(): readonly string[] {
    return this.subscriber.keys;
  }

  get unbegun(): number {
    return this.acknowledged.size;
  }

  /** The worker has what was delivered, and may be given the next. Does nothing when nothing is outstanding. */
  acknowledge(): void {
    this.#dispatcher.acknowledge(this);
  }

  end(ending: Ending): void {
    this.#dispatcher.end(this, ending);
  }
}

function takeSettlements(into: Settlements, from: Settlements): void {
  into.acknowledged.unshift(...from.acknowledged);
  into.released.unshift(...from.released);
  into.orphaned.unshift(...from.orphaned);
  into.entrusted.unshift(...from.entrusted);
}

export class DeliveryDispatcher {
  readonly #core: Core;
  readonly #owner = randomUUID();
  readonly #subscriptions = new Set<Subscription>();
  /** By deliveries that are acknowledged and not known to be begun. */
  readonly #unbegun = new Map<number, Subscription>();
  /** Those that wait for a delivery, by key. */
  readonly #waiting = new Map<string, Set<Subscription>>();
  #settlements = noSettlements();
  #served = 0;
  #lastKey = "";
  #isWoken = false;
  #running: Promise<void> | undefined;
  #beating: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void) | undefined;
  #renewAt = 0;
  #position = 0;

  constructor(core: Core) {
    this.#core = core;
  }

  subscribe(subscriber: Subscriber): Subscription {
    const subscription = new Subscription(this, subscriber);
    this.#subscriptions.add(subscription);
    this.#unsubscribe ??= this.#core.database.signals.subscribe("delivery", () => this.#wake());
    this.#timer ??= setInterval(() => void this.beat(), BEAT_MILLISECONDS).unref();
    this.#await(subscription);
    this.#wake();
    return subscription;
  }

  acknowledge(subscription: Subscription): void {
    const { outstanding } = subscription;
    if (outstanding === undefined || !subscription.isOpen) return;
    subscription.outstanding = undefined;
    subscription.acknowledged.add(outstanding.sequence);
    this.#unbegun.set(outstanding.sequence, subscription);
    this.#settlements.acknowledged.push(outstanding.sequence);
    this.#await(subscription);
    this.#wake();
  }

  end(subscription: Subscription, ending: Ending): void {
    if (!subscription.isOpen) return;
    subscription.isOpen = false;
    this.#subscriptions.delete(subscription);
    this.#unawait(subscription);
    const { outstanding, acknowledged } = subscription;
    if (outstanding !== undefined) this.#settlements.released.push(outstanding.sequence);
    this.#settlements[ending === "gone" ? "orphaned" : "entrusted"].push(...acknowledged);
    for (const sequence of acknowledged) this.#unbegun.delete(sequence);
    this.#wake();
    if (this.#subscriptions.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  /** Resolves when everything that has been settled is written, or cannot be; called when nobody is connected any more. */
  async drain(): Promise<void> {
    await this.#beating;
    await this.#running;
    if (!isSettled(this.#settlements)) await this.#write();
  }

  #await(subscription: Subscription): void {
    for (const key of subscription.keys) {
      const waiting = this.#waiting.get(key);
      if (waiting === undefined) this.#waiting.set(key, new Set([subscription]));
      else waiting.add(subscription);
    }
  }

  #unawait(subscription: Subscription): void {
    for (const key of subscription.keys) {
      const waiting = this.#waiting.get(key);
      waiting?.delete(subscription);
      if (waiting?.size === 0) this.#waiting.delete(key);
    }
  }

  #wake(): void {
    this.#isWoken = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  async #run(): Promise<void> {
    // What arrives in the same turn of the event loop is written together.
    await Promise.resolve();
    while (!isSettled(this.#settlements) || (this.#isWoken && this.#waiting.size > 0)) {
      if (!(await this.#write())) return;
    }
  }

  /** Writes what has been settled, and claims for whoever waits; false when the database did not let it. */
  async #write(): Promise<boolean> {
    const core = this.#core;
    const settlements = this.#settlements;
    this.#settlements = noSettlements();
    this.#isWoken = false;
    try {
      const { claimed, unfit } = await core.database.transaction(async (transaction) => {
        await settleDeliveries(core, transaction, this.#owner, settlements);
        if (this.#waiting.size === 0) return { claimed: [], unfit: 0 };
        const request = { keys: [...this.#waiting.keys()], limit: this.#claimsPerKey() };
        return claimDeliveries(core, transaction, this.#owner, request, (waiting) =>
          chooseDeliveries(waiting, this.#waiting, this.#lastKey),
        );
      });
      for (const delivery of claimed) this.#handOver(delivery);
      if (unfit > 0) await reviveDeliveries(core);
      if (claimed.length + unfit > 0) this.#isWoken = true;
      return true;
    } catch (error) {
      // The next beat tries again.
      takeSettlements(this.#settlements, settlements);
      core.logger.error({ err: error }, "Deliveries to task workers could not be written");
      return false;
    }
  }

  /** As many as the key with the most waiting workers may need. */
  #claimsPerKey(): number {
    let most = 0;
    for (const { size } of this.#waiting.values()) most = Math.max(most, size);
    return Math.min(CLAIMS_PER_KEY, most);
  }

  #handOver({ candidate: subscription, ...delivery }: ClaimedDelivery & { readonly candidate: Subscription }): void {
    this.#lastKey = delivery.task_key;
    if (!subscription.isOpen) {
      this.#settlements.released.push(delivery.sequence);
      return;
    }
    this.#unawait(subscription);
    this.#served += 1;
    subscription.lastServed = this.#served;
    subscription.outstanding = { sequence: delivery.sequence, since: this.#core.clock.now() };
    subscription.subscriber.deliver(delivery.run);
  }

  /** Looks after claims and lost signals once; a timer calls it every second while there are subscriptions. */
  beat(): Promise<void> {
    this.#beating ??= this.#beat()
      .catch((error: unknown) => {
        this.#core.logger.error({ err: error }, "Claims of deliveries could not be looked after");
      })
      .finally(() => {
        this.#beating = undefined;
      });
    return this.#beating;
  }

  async #beat(): Promise<void> {
    const core = this.#core;
    const now = core.clock.now();
    this.#giveUpOnSilent(now);
    if (now >= this.#renewAt && (this.#unbegun.size > 0 || this.#isAnyOutstanding())) {
      await renewClaims(core, this.#owner);
      this.#renewAt = now + RENEWAL_INTERVAL;
    }
    await this.#finish();
    await reviveDeliveries(core);
    if (!isSettled(this.#settlements) || (await this.#hasMissed())) this.#wake();
    await this.#running;
  }

  #isAnyOutstanding(): boolean {
    for (const { outstanding } of this.#subscriptions) if (outstanding !== undefined) return true;
    return false;
  }

  /** A worker that has acknowledged a run it has no room for may well leave the next one lying. */
  #giveUpOnSilent(now: Instant): void {
    for (const { outstanding, acknowledged, subscriber } of this.#subscriptions) {
      if (outstanding === undefined || acknowledged.size > 0) continue;
      if (now - outstanding.since >= ACKNOWLEDGEMENT_PATIENCE) subscriber.giveUp();
    }
  }

  async #finish(): Promise<void> {
    if (this.#unbegun.size === 0) return;
    for (let statements = 0; statements < STATEMENTS_PER_BEAT; statements += 1) {
      const { finished, next } = await finishDeliveries(
        this.#core,
        this.#owner,
        this.#position,
        FINISHED_PER_STATEMENT,
      );
      for (const sequence of finished) {
        this.#unbegun.get(sequence)?.acknowledged.delete(sequence);
        this.#unbegun.delete(sequence);
      }
      this.#position = next ?? 0;
      if (next === undefined) return;
    }
  }

  async #hasMissed(): Promise<boolean> {
    if (this.#waiting.size === 0) return false;
    const missed = await readWaitingDeliveries(this.#core, this.#core.database, [...this.#waiting.keys()], 1);
    return missed.length > 0;
  }
}
