// A client for measuring: starts a real language server as a process and speaks JSON-RPC over its pipes with as little code
// as possible, so that what is measured is the server. Knows nothing of which server it is.
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Edit } from './documents.js';

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: { readonly uri?: string; readonly version?: number; readonly diagnostics?: readonly unknown[]; readonly items?: readonly unknown[] };
  readonly result?: unknown;
}

export interface ServerCommand {
  readonly name: string;
  /** Path of a script for Node and its arguments. */
  readonly args: readonly string[];
  /** Whether the client says that it pulls diagnostics; otherwise the server pushes them. */
  readonly pulls: boolean;
}

export class LanguageServer {
  readonly #process: ChildProcess;
  readonly #pulls: boolean;
  readonly #answers = new Map<number, (message: Message) => void>();
  #published: ((message: Message) => void) | undefined;
  #rest: Buffer = Buffer.alloc(0);
  #nextId = 1;
  #uri = '';
  #version = 0;
  /** Diagnostics in the last answer: a server that found nothing was not measured at work. */
  lastCount = 0;

  constructor(command: ServerCommand) {
    this.#pulls = command.pulls;
    this.#process = spawn(process.execPath, [...command.args], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#process.stdout?.on('data', (chunk: Buffer) => { this.#read(chunk); });
  }

  async initialize(rootUri: string): Promise<void> {
    const textDocument = { synchronization: {}, publishDiagnostics: { versionSupport: true, relatedInformation: true }, ...(this.#pulls ? { diagnostic: {} } : {}) };
    await this.#request('initialize', { processId: process.pid, rootUri, workspaceFolders: [{ uri: rootUri, name: 'bench' }], capabilities: { textDocument, workspace: { workspaceFolders: true } } });
    this.#notify('initialized', {});
  }

  /** Opens a document and resolves with its first diagnostics. */
  async open(uri: string, text: string): Promise<void> {
    this.#uri = uri;
    this.#version = 1;
    const published = this.#diagnostics();
    this.#notify('textDocument/didOpen', { textDocument: { uri, languageId: 'dockerfile', version: 1, text } });
    await (this.#pulls ? this.#pull() : published);
  }

  /** Changes one character; resolves with the diagnostics of that version. Returns milliseconds. */
  async edit(edit: Edit): Promise<number> {
    const { line, character } = edit;
    const range = { start: { line, character }, end: { line, character: character + (edit.insert ? 0 : 1) } };
    this.#version++;
    const params = { textDocument: { uri: this.#uri, version: this.#version }, contentChanges: [{ range, text: edit.insert ? 'x' : '' }] };
    const startedAt = performance.now();
    const published = this.#pulls ? undefined : this.#diagnostics();
    this.#notify('textDocument/didChange', params);
    await (published ?? this.#pull());
    return performance.now() - startedAt;
  }

  /** Resident memory in MB; `undefined` where the system doesn't tell. */
  get memory(): number | undefined {
    try {
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.#process.pid ?? 0}/status`, 'utf8'))?.[1]) / 1024;
    } catch {
      return undefined;
    }
  }

  /** As an editor ends it; one that does not go within two seconds is killed. */
  async close(): Promise<void> {
    const gone = new Promise(resolve => this.#process.once('exit', resolve));
    const timer = setTimeout(() => { this.#process.kill('SIGKILL'); }, 2000);
    // One that is gone already answers no more.
    void this.#request('shutdown', undefined).then(() => { this.#notify('exit', undefined); });
    await gone;
    clearTimeout(timer);
  }

  /** The next diagnostics of the current version; servers that name no version are believed. */
  #diagnostics(): Promise<void> {
    return new Promise(resolve => {
      this.#published = ({ params }) => {
        if (params?.uri !== this.#uri || (params.version !== undefined && params.version !== this.#version)) return;
        this.#published = undefined;
        this.lastCount = params.diagnostics?.length ?? 0;
        resolve();
      };
    });
  }

  async #pull(): Promise<void> {
    const { result } = await this.#request('textDocument/diagnostic', { textDocument: { uri: this.#uri } });
    this.lastCount = (result as { items?: readonly unknown[] } | undefined)?.items?.length ?? 0;
  }

  #request(method: string, params: unknown): Promise<Message> {
    const id = this.#nextId++;
    return new Promise(resolve => {
      this.#answers.set(id, resolve);
      this.#send({ jsonrpc: '2.0', id, method, params });
    });
  }

  #notify(method: string, params: unknown): void {
    this.#send({ jsonrpc: '2.0', method, params });
  }

  #send(message: unknown): void {
    const body = JSON.stringify(message);
    this.#process.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #read(chunk: Buffer): void {
    this.#rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    for (;;) {
      const headerEnd = this.#rest.indexOf('\r\n\r\n');
      if (headerEnd < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#rest.toString('latin1', 0, headerEnd))?.[1]);
      const end = headerEnd + 4 + length;
      if (this.#rest.length < end) return;
      const message = JSON.parse(this.#rest.toString('utf8', headerEnd + 4, end)) as Message;
      this.#rest = this.#rest.subarray(end);
      this.#handle(message);
    }
  }

  #handle(message: Message): void {
    if (message.method === undefined) {
      const answer = this.#answers.get(Number(message.id));
      this.#answers.delete(Number(message.id));
      answer?.(message);
    } else if (message.id !== undefined) {
      // Requests of the server get the answer of a client that has nothing set.
      this.#send({ jsonrpc: '2.0', id: message.id, result: message.method === 'workspace/configuration' ? (message.params?.items ?? []).map(() => null) : null });
    } else if (message.method === 'textDocument/publishDiagnostics') this.#published?.(message);
  }
}
