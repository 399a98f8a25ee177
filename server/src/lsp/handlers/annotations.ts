// Tells the client what stands behind which line, whenever that may have changed.
import { annotationsMethod, type AnnotationsParams } from '../../protocol/index.js';
import { annotationsOf, currentSteps, summaryOf } from '../../project/annotate.js';
import type { Builds } from '../../project/builds.js';
import type { Session } from '../session.js';

export function sendAnnotations(session: Session, uri: string, builds: Builds | undefined): void {
  if (session.client.options.annotations !== true) return;
  const dockerfile = session.dockerfile(uri);
  if (!dockerfile) return;
  const running = builds?.runningOf(dockerfile.location);
  const summary = summaryOf(dockerfile, session.host.clock.now(), running);
  const params: AnnotationsParams = { uri, version: dockerfile.version, annotations: annotationsOf(currentSteps(dockerfile, running), dockerfile.costs), ...(summary ? { summary } : {}) };
  void session.connection.sendNotification(annotationsMethod, params);
}
