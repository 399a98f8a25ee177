// What is said when no build is possible: a sentence with what to do. Knows no engine's output.
import { defineMessages } from '../messages/index.js';

export const engineMessages = defineMessages('engine', {
  missing: "'{program}' was not found: install Docker, or set the path of its command line program",
  notRunning: 'Docker does not answer: start it, then build again',
  notRunningAt: 'Docker does not answer at {host}: start it, or correct DOCKER_HOST or the Docker context',
  denied: "No permission to talk to Docker: add your user to the group 'docker' and sign in again, or run Docker rootless",
  noBuildx: 'Docker {version} builds only with its buildx plugin, which was not found: install docker-buildx-plugin',
  tooOld: 'Docker {version} has no BuildKit: update to 20.10 or later',
  unknownBuilder: "There is no builder '{builder}': list them with 'docker buildx ls', or take the default one",
  other: "'{program}' can't be used: {detail}",
  notStarted: "'{program}' could not be started: {detail}",
  stopped: "'{program}' was stopped by {signal}",
  exit: "'{program}' ended with exit code {code}",
});
