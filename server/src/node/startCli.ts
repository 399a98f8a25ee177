// The file behind the command `layerwise`: the command line, with its code remembered.
import { launch } from './launch.js';

launch('cliMain.cjs', { keep: 'at-exit' });
