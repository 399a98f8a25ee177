#!/usr/bin/env node
// Stands in for the program of desktop VS Code: takes the command line that @vscode/test-electron gives it and runs the
// same extension and test module in the VS Code server. Knows no other use of that command line.
import { parseArgs } from 'node:util';
import { scratchFolder } from './cleanup.mjs';
import { runInExtensionHost } from './extensionHost.mjs';

const { values, positionals } = parseArgs({
  options: { extensionDevelopmentPath: { type: 'string' }, extensionTestsPath: { type: 'string' } },
  // The desktop knows many more options, and none of those that come matters to the server.
  strict: false,
  allowPositionals: true,
});
const { extensionDevelopmentPath, extensionTestsPath } = values;

if (typeof extensionDevelopmentPath !== 'string' || typeof extensionTestsPath !== 'string') {
  console.error('codeHeadless runs tests only: it needs --extensionDevelopmentPath= and --extensionTestsPath=.');
  process.exitCode = 2;
} else {
  const folder = positionals[0] ?? scratchFolder('empty').folder;
  const { ok, reason } = await runInExtensionHost({ folder, extensionPath: extensionDevelopmentPath, testsPath: extensionTestsPath });
  if (reason) console.error(reason);
  process.exitCode = ok ? 0 : 1;
}
