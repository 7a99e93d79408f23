import type { Agent } from './agent.js';
import { faults, type FaultName, type FaultOrder } from './faults.js';

/** Those of one kind that strike this time. */
export function takeFaults(agent: Agent, kind: (typeof faults)[number]['at']): ReadonlyMap<FaultName, FaultOrder> {
  const struck = new Map<FaultName, FaultOrder>();
  for (const { name, at } of faults) {
    const order = at === kind ? agent.faults.take(name) : undefined;
    if (order) struck.set(name, order);
  }
  return struck;
}
