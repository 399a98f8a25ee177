// The connection over standard input and output. Differs from the library's own in one thing: a message leaves in one
// write, not as a header and a body that wake the client twice, which is a quarter of a small answer's time.
import { Console } from 'node:console';
import type { Writable } from 'node:stream';
import { AbstractMessageWriter, createConnection, ProposedFeatures, StreamMessageReader, type Connection, type Message, type MessageWriter } from 'vscode-languageserver/node';

/** The connection for `--stdio`. The process ends with its input. */
export function createStdioConnection(): Connection {
  // What a library prints must not get between the messages.
  globalThis.console = new Console(process.stderr, process.stderr);
  const end = () => { process.exit(1); };
  process.stdin.on('end', end);
  process.stdin.on('close', end);
  return createConnection(ProposedFeatures.all, new StreamMessageReader(process.stdin), new SingleWriteMessageWriter(process.stdout));
}

class SingleWriteMessageWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #stream: Writable;

  constructor(stream: Writable) {
    super();
    this.#stream = stream;
    stream.on('error', error => { this.fireError(error); });
    stream.on('close', () => { this.fireClose(); });
  }

  write(message: Message): Promise<void> {
    const body = JSON.stringify(message);
    return new Promise((resolve, reject) => {
      this.#stream.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, 'utf8', error => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  end(): void {
    this.#stream.end();
  }
}
