// Links from a finding to its rule's page. The server names the page's file; here it becomes an address of this editor,
// which shows the page as a page and not as its source.
import { Uri, type Diagnostic } from 'vscode';

const extensionId = 'layerwise.layerwise';

/** Lets the links of diagnostics lead to the rendered page. @param uriScheme the scheme the running editor answers to */
export function linkToPages(diagnostics: readonly Diagnostic[], uriScheme: string): void {
  for (const diagnostic of diagnostics) {
    if (typeof diagnostic.code !== 'object') continue;
    const rule = ruleOfLink(diagnostic.code.target);
    if (rule === undefined) continue;
    diagnostic.code = { value: diagnostic.code.value, target: Uri.from({ scheme: uriScheme, authority: extensionId, path: `/rules/${rule}` }) };
  }
}

/** The rule that a page's file or an address of ours names; undefined when it is neither. */
export function ruleOfLink(uri: Uri): string | undefined {
  return /(?:^|\/docs)\/rules\/([a-z0-9-]+)(?:\.md)?$/.exec(uri.path)?.[1];
}
