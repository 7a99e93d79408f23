import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/*
 * An Agent API that answers each message with `pieces` pieces, one every `everyMs`, and a final message. Each piece
 * tells the time at which it was sent. A process of its own; tells its address on standard output.
 *
 * relay-upstream.ts {pieces} {everyMs}
 */

const [pieces = 0, everyMs = 0] = process.argv.slice(2).map(Number);

const server = createServer((_request, response) => response.end('{"errors":[]}'));
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on('connection', (socket) => {
  socket.send('{"conversationId":"conv_1","status":"CREATED","errors":[]}');
  socket.on('message', () => {
    let sent = 0;
    const timer = setInterval(() => {
      if (sent === pieces) {
        clearInterval(timer);
        socket.send('{"conversationId":"conv_1","output":[{"outputType":"TEXT","content":"done"}],"errors":[]}');
        return;
      }
      sent += 1;
      const at = performance.timeOrigin + performance.now();
      socket.send(JSON.stringify({ streamedOutput: { outputType: 'TEXT', content: ' a word or two' }, at }));
    }, everyMs);
    socket.once('close', () => clearInterval(timer));
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
