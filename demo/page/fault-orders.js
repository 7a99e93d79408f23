/** @typedef {import('./simulator.js').FaultOrder} FaultOrder */

/**
 * @param {string} text `slow,drop-mid-reply:2`
 * @returns {FaultOrder[]}
 */
export function parseFaults(text) {
  return text
    .split(',')
    .filter(Boolean)
    .map((each) => {
      const [name = '', times] = each.split(':');
      return times === undefined ? { name } : { name, times: Number(times) };
    });
}

/** @param {readonly FaultOrder[]} orders */
export function formatFaults(orders) {
  return orders.map(({ name, times }) => (times === undefined ? name : `${name}:${times}`)).join(',');
}
