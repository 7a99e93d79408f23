import { atlas } from './atlas.js';
import type { Behaviour } from './behaviour.js';
import { concierge } from './concierge.js';
import { echo } from './echo.js';
import { toolsmith } from './toolsmith.js';

export const behaviours: readonly Behaviour[] = [atlas, toolsmith, concierge, echo];

/** The agents of the demo page, which always have the same ids. */
export const demoAgents: readonly { readonly id: number; readonly behaviour: Behaviour }[] = [
  { id: 101, behaviour: atlas },
  { id: 102, behaviour: toolsmith },
  { id: 103, behaviour: concierge },
  { id: 104, behaviour: echo },
];

export function findBehaviour(name: unknown): Behaviour | undefined {
  return behaviours.find((behaviour) => behaviour.name === name);
}
