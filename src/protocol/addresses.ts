/** Where the Agent API is, unless `api-base` says otherwise (API document: "Base URL"). */
export const defaultApiBase = 'https://api.autessa.com';

/** The path of the socket. */
export const socketPath = '/ws/clients/agents/execute';

export interface SocketAddressOptions {
  readonly agentId: number;
  readonly token: string;
  /** The conversation to continue. */
  readonly conversationId?: string | undefined;
  /** Whether raw audio follows. Default: false. */
  readonly voice?: boolean;
}

/** The address of the socket (API document: "Connection URL"). It holds the token: never log it. */
export function socketAddress(apiBase: string, options: SocketAddressOptions): string {
  const address = new URL(withoutSlash(apiBase).replace(/^http/i, 'ws') + socketPath);
  address.searchParams.set('authorization', options.token);
  address.searchParams.set('resourceId', String(options.agentId));
  if (options.conversationId !== undefined) address.searchParams.set('conversationId', options.conversationId);
  if (options.voice) address.searchParams.set('voiceModeEnabled', 'true');
  return address.href;
}

export function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}
