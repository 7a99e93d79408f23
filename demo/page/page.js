import { applyChoice } from './apply-choice.js';
import { readChoice, writeChoice } from './choice.js';
import { Controls } from './controls.js';
import { startEventLog } from './event-log.js';
import { formatFaults, parseFaults } from './fault-orders.js';
import { Misbehaviours } from './misbehaviours.js';
import { startShop } from './shop.js';
import { dropConnections, orderFaults, orderVoice, readSimulator, silenceConnections } from './simulator.js';
import { SnippetView } from './snippet.js';
import { VoiceControls } from './voice-controls.js';

/** @typedef {import('./choice.js').Choice} Choice */

const widget = /** @type {import('../../src/ui/element.js').AutessaAgentElement} */ (
  document.querySelector('autessa-agent')
);
const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

let choice = readChoice(location.search);
/** @type {import('./simulator.js').Simulator | undefined} */
let simulator;
/** @type {Misbehaviours | undefined} */
let misbehaviours;
/** @type {VoiceControls | undefined} */
let voiceControls;
const snippet = new SnippetView(byId('snippet'));

const controls = new Controls(/** @type {HTMLFormElement} */ (byId('controls-form')), byId('controls-toggle'), (changes) => {
  const isOtherAgent = changes.agent !== undefined && changes.agent !== choice.agent;
  choose(isOtherAgent ? { ...changes, faults: faultsOf(changes.agent) } : changes);
});

// Events are listed from the first on, so the log starts before anything is changed.
startEventLog(byId('event-log'));
startShop(widget, (behaviour) => {
  const agent = simulator?.agents.find((each) => each.behaviour === behaviour);
  if (agent && String(agent.agentId) !== choice.agent) choose({ agent: String(agent.agentId), faults: formatFaults(agent.faults) });
});
if (choice.open) widget.setAttribute('open', '');
for (const type of ['autessa-show', 'autessa-hide']) {
  // Either may be prevented: whether it came to pass is known afterwards.
  document.addEventListener(type, () => queueMicrotask(() => choose({ open: widget.open ? 'on' : '' })));
}
byId('new-conversation').addEventListener('click', () => widget.newConversation?.());
byId('drop').addEventListener('click', () => void report(async () => `Connections cut: ${await dropConnections(choice.agent)}`));
byId('silence').addEventListener('click', () => void report(async () => `Connections dead: ${await silenceConnections(choice.agent)}`));
show();

simulator = await readSimulator();
if (simulator) {
  const { agents, faults } = simulator;
  controls.offerAgents(agents);
  misbehaviours = new Misbehaviours(byId('misbehaviours'), faults, (orders) => {
    choose({ faults: formatFaults(orders) });
    void report(() => order(orders));
  });
  voiceControls = new VoiceControls(byId('voice-settings'), (order) => {
    void report(async () => {
      await orderVoice(choice.agent, order);
      simulator = (await readSimulator()) ?? simulator;
      show();
      return 'The agent listens and speaks as you say.';
    });
  });
  const wanted = parseFaults(choice.faults);
  if (wanted.length > 0) await report(() => order(wanted));
  else choice = { ...choice, faults: faultsOf(choice.agent) };
  // Those that strike a number of times are used up as the conversation goes on.
  for (const type of ['autessa-message', 'autessa-error', 'autessa-conversation']) {
    document.addEventListener(type, () => void refreshFaults());
  }
  show();
}

/** @param {Partial<Choice>} changes */
function choose(changes) {
  choice = { ...choice, ...changes };
  writeChoice(choice);
  show();
}

function show() {
  const agent = currentAgent();
  // Before the simulator has answered, and without one, the words of the HTML stand.
  const behaviour = agent?.behaviour ?? (choice.agent === '101' ? 'atlas' : undefined);
  applyChoice(widget, choice, behaviour);
  snippet.update(widget, choice.accent);
  const summary = [agent?.title ?? `Agent ${choice.agent}`, choice.layout, choice.theme, choice.faults].filter(Boolean);
  controls.show(choice, summary.join(' · '), agent?.description ?? 'Any agent that your API key may use.');
  misbehaviours?.show(parseFaults(choice.faults));
  if (agent) voiceControls?.show(agent);
}

function currentAgent() {
  return simulator?.agents.find(({ agentId }) => String(agentId) === choice.agent);
}

/** @param {string | undefined} agentId */
function faultsOf(agentId) {
  return formatFaults(simulator?.agents.find((each) => String(each.agentId) === agentId)?.faults ?? []);
}

/** @param {readonly import('./simulator.js').FaultOrder[]} orders */
async function order(orders) {
  await orderFaults(choice.agent, orders);
  return orders.length === 0 ? 'All is well again.' : `From now on: ${formatFaults(orders)}`;
}

async function refreshFaults() {
  if (choice.faults === '' && !currentAgent()?.transcriptions.length) return;
  simulator = (await readSimulator()) ?? simulator;
  const faults = faultsOf(choice.agent);
  if (faults !== choice.faults) choose({ faults });
  else show();
}

/**
 * @param {() => Promise<string>} action
 */
async function report(action) {
  try {
    controls.say(await action());
  } catch (error) {
    controls.say(error instanceof Error ? error.message : String(error));
  }
}
