// `Build` above the stages that can be built.
import type { CodeLens } from 'vscode-languageserver';
import { guard } from '../guard.js';
import { toRange } from '../convert.js';
import type { Session } from '../session.js';
import { texts } from '../texts.js';

/** The command of the editor's own Build Image; other editors register it or hide the lens. */
const buildCommand = 'layerwise.build';

export function registerCodeLens(session: Session): void {
  session.connection.onCodeLens(params => guard<CodeLens[]>(session.host.log, 'code lens', [], () => {
    const { uri } = params.textDocument;
    const dockerfile = session.dockerfile(uri);
    if (!dockerfile || dockerfile.syntax.kind !== 'dockerfile' || session.client.settings?.codeLens.enable === false) return [];
    const { plan } = dockerfile;
    return plan.stages.filter(stage => stage === plan.target || stage.name !== undefined).map(stage => {
      const isTarget = stage === plan.target;
      const target = stage.name ?? plan.setup.target;
      const title = session.text(isTarget ? texts.lensBuild() : texts.lensBuildTarget({ stage: stage.name ?? '' }));
      const argument = { uri, ...(isTarget && plan.setup.target === undefined ? {} : { target }) };
      return { range: toRange(dockerfile.syntax.lines, stage.from.range), command: { title, command: buildCommand, arguments: [argument] } };
    });
  }));
}
