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
export function socketAddress(apiBase: string, { agentId, token, conversationId, voice }: SocketAddressOptions): string {
  const query = new URLSearchParams({
    authorization: token,
    resourceId: String(agentId),
    ...(conversationId !== undefined && { conversationId }),
    ...(voice && { voiceModeEnabled: 'true' }),
  });
  return `${withoutSlash(apiBase).replace(/^http/i, 'ws')}${socketPath}?${query}`;
}

export function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}

/** Whether somebody else's answer names a server. Without a scheme it would be taken for a path of the page's. */
export function isServerAddress(value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\//i.test(value);
}
