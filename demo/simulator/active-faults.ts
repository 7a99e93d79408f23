import type { FaultName, FaultOrder, Place } from './faults.js';

interface Pending {
  readonly order: FaultOrder;
  left: number;
  /** Occasions that still go by. */
  skip: number;
}

/** Struck only where an order names them. */
const besideTheApi: readonly (Place | undefined)[] = ['upload', 'token'];

/** The faults attached to one agent, counted down as they strike. */
export class ActiveFaults {
  readonly #random: () => number;
  #pending: readonly Pending[] = [];

  /** @param random 0 up to 1, for faults that strike by chance */
  constructor(orders: readonly FaultOrder[], random: () => number) {
    this.#random = random;
    this.set(orders);
  }

  /** Replaces all of them. */
  set(orders: readonly FaultOrder[]): void {
    this.#pending = orders.map((order) => ({ order, left: order.times ?? Infinity, skip: order.after ?? 0 }));
  }

  /** The order of the fault that strikes now, which uses up this occurrence; `undefined` where all is well. */
  take(name: FaultName, place?: Place): FaultOrder | undefined {
    for (const pending of this.#pending) {
      const { order } = pending;
      if (order.name !== name || pending.left <= 0 || !strikesAt(order, place)) continue;
      if (pending.skip > 0) pending.skip -= 1;
      else if (order.chance === undefined || this.#random() < order.chance) {
        pending.left -= 1;
        return order;
      }
    }
    return undefined;
  }

  /** What is still to come, as it could be ordered. */
  list(): FaultOrder[] {
    return this.#pending
      .filter(({ left }) => left > 0)
      .map(({ order, left, skip }) => {
        const { times, after, ...rest } = order;
        return { ...rest, ...(times !== undefined && { times: left }), ...(after !== undefined && skip > 0 && { after: skip }) };
      });
  }
}

function strikesAt({ on }: FaultOrder, place: Place | undefined): boolean {
  if (on === undefined) return !besideTheApi.includes(place);
  return place !== undefined && on.includes(place);
}
