import { embed } from './embed/embed.js';

/*
 * A classic script for pages whose editor strips unknown tags. As a module, or where an optimiser has put it into another
 * script, it cannot know which script it is: then it is the one with an agent's id.
 */
const { currentScript } = document;
const named = 'script[data-agent-id]';
embed(currentScript?.matches(named) ? currentScript : (document.querySelector(named) ?? currentScript));
