// The file that editors start: the language server, with its code remembered.
import { launch } from './launch.js';

launch('serverMain.cjs', { keep: 'after-three-seconds' });
