import type { ActionPhase, MessageStatus } from '../conversation/message.js';
import type { JsonObject } from '../base/json.js';

/** A call of a tool, as a page's renderer is told of it. */
export interface ToolView {
  readonly toolName: string;
  readonly invocationId: string;
  /** What the person may see of its variables. */
  readonly publicVars: JsonObject;
  /** `streaming` while it runs. */
  readonly status: MessageStatus;
  /** What has become of the page's action for it, where there is one. */
  readonly action?: ActionPhase | undefined;
}

/**
 * The page's own views. A node is shown in a slot of the element, in the page's own tree: its styles and its framework
 * apply. Whatever throws, or returns no node, leaves what is shown otherwise, and the console says so.
 */
export interface Renderers {
  /** By the tool's name. Called again when the call changes; the same node may be returned again. */
  readonly tool?: Readonly<Record<string, (call: ToolView) => Node | null | undefined>>;
  /** By the language of a fenced block; called once it is finished. `info` is what stands after the fence. */
  readonly fence?: Readonly<Record<string, (text: string, info: string) => Node | null | undefined>>;
}

/** A function of the page's, if it is one of an object's own. */
export function ownRenderer<Renderer>(all: Readonly<Record<string, Renderer>> | undefined, name: string): Renderer | undefined {
  return all && Object.hasOwn(all, name) && typeof all[name] === 'function' ? all[name] : undefined;
}
