// What stands in a hover is shown as it is written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asMarkdown } from '../../server/src/lsp/markdown.js';

test('what Markdown would make something of is escaped, and nothing else', () => {
  assert.equal(asMarkdown("'COPY . .' of src/__init__.py"), String.raw`'COPY . .' of src/\_\_init\_\_.py`);
  assert.equal(asMarkdown('[x](command:y) <b> `z` $(zap) a*b ~c~ d\\e &lt; f|g'), String.raw`\[x\](command:y) \<b\> \`z\` \$(zap) a\*b \~c\~ d\\e \&lt; f\|g`);
});
