/** Priorities of a pool's queues: distinct numbers from 1 on, the lowest first served. */

export interface PlacedQueue {
  readonly id: string;
  readonly priority: number;
}

/** The priority of a new queue that is given none: the first gap, or one behind the last. */
export function freePriority(priorities: readonly number[]): number {
  const sorted = [...priorities].sort((left, right) => left - right);
  const gap = sorted.findIndex((priority, index) => priority !== index + 1);
  return gap === -1 ? (sorted.at(-1) ?? 0) + 1 : gap + 1;
}

/**
 * Moves a queue to a priority, and others behind it as far as they are in the way, so that priorities stay distinct and no
 * more of them change than must (the reference's bulk_update_work_queue_priorities). Without `moved` only queues of equal
 * priority are told apart.
 *
 * @returns the queues that have another priority now
 */
export function rearrange(queues: readonly PlacedQueue[], moved?: PlacedQueue): PlacedQueue[] {
  const before = new Map(queues.map((queue) => [queue.id, queue.priority]));
  const order = queues
    .filter((queue) => queue.id !== moved?.id)
    .sort((left, right) => left.priority - right.priority || (left.id < right.id ? -1 : 1));
  if (moved !== undefined) {
    const place = order.findIndex((queue) => queue.priority >= moved.priority);
    order.splice(place === -1 ? order.length : place, 0, moved);
  }
  let last = 0;
  return order
    .map(({ id, priority }) => {
      last = Math.max(priority, last + 1);
      return { id, priority: last };
    })
    .filter((queue) => before.get(queue.id) !== queue.priority);
}
