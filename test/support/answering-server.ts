import { turn } from './fake-clock.js';
import { agentLog, ScriptedServer, ScriptedSocket } from './scripted-server.js';

/** Opens each socket by itself, keeps a log, and answers each message at once. */
export class AnsweringServer extends ScriptedServer {
  /** Else sockets stay as they are, and messages are not answered. */
  isWell = true;
  #conversations = 0;

  override readonly createSocket = (address: string): WebSocket => {
    const server = this; // oxlint-disable-line unicorn/no-this-assignment, typescript/no-this-alias -- a class within has its own
    class AnsweringSocket extends ScriptedSocket {
      override send(data: string | Float32Array): void {
        super.send(data);
        const message = this.sent.at(-1);
        if (typeof data !== 'string' || message?.messageType !== 'MULTIMODAL' || !server.isWell) return;
        server.logs.push({ logType: 'USER', userMultimodalInputs: message.input }, agentLog('Answer'));
        // No answer comes in the midst of what sends, nor before what is done after that.
        void turn().then(() => this.finish('Answer'));
      }
    }
    const socket = new AnsweringSocket(address);
    this.sockets.push(socket);
    const known = socket.address.searchParams.get('conversationId');
    queueMicrotask(() => {
      if (this.isWell) void socket.open(known ?? `conv-${(this.#conversations += 1)}`, known ? 'REVIVED' : 'CREATED');
    });
    return socket as unknown as WebSocket;
  };
}
