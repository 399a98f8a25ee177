// Plain JavaScript in place of two native modules of the VS Code server, which only an install script could build, and
// the search program that older ones would download.
// Knows their interfaces as the server uses them and nothing else.
import fs from 'node:fs';
import path from 'node:path';

/** The logger: without it the Output panel stays empty and no log file is written. */
const logger = `'use strict';
const fs = require('fs');
const path = require('path');
const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
class Logger {
  constructor(_kind, _name, file) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    this.handle = fs.openSync(file, 'a');
    this.level = names.indexOf('info');
    this.bare = false;
  }
  put(level, text) {
    if (this.handle === null || level < this.level) return;
    const stamp = new Date().toISOString().slice(0, -1).replace('T', ' ');
    fs.writeSync(this.handle, this.bare ? text : stamp + ' [' + names[level] + '] ' + text + '\\n');
  }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() { this.bare = true; }
  flush() {}
  drop() {
    if (this.handle !== null) fs.closeSync(this.handle);
    this.handle = null;
  }
}
for (const [level, method] of ['trace', 'debug', 'info', 'warn', 'error', 'critical'].entries()) {
  Logger.prototype[method] = function (text) { this.put(level, text); };
}
const create = async (name, file) => new Logger('rotating', name, file);
// VS Code imports this by name, so each name must be one that Node finds without running the file.
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
`;

/** The watchdog that ends a host whose parent died. Each run ends its whole process group, so nobody misses it. */
const watchdog = `'use strict';
exports.start = () => {};
exports.exit = (code) => process.exit(code ?? 0);
`;

const standIns = { '@vscode/spdlog': logger, '@vscode/native-watchdog': watchdog, 'native-watchdog': watchdog };

/**
 * Puts the stand-ins into an installed server.
 * @param {string} tool the folder that the server was installed in
 * @param {string} vscode the server's folder
 */
export function placeStandIns(tool, vscode) {
  for (const [name, text] of Object.entries(standIns)) {
    const file = path.join(vscode, 'node_modules', name, 'index.js');
    if (fs.existsSync(file)) fs.writeFileSync(file, text);
  }
  const search = path.join(tool, 'node_modules/@vscode/ripgrep-linux-x64/bin/rg');
  const place = path.join(vscode, 'node_modules/@vscode/ripgrep');
  if (!fs.existsSync(search) || !fs.existsSync(place)) return;
  fs.mkdirSync(path.join(place, 'bin'), { recursive: true });
  fs.copyFileSync(search, path.join(place, 'bin/rg'));
  fs.chmodSync(path.join(place, 'bin/rg'), 0o755);
}
