// The door of the message catalogue.
export { defineMessages, english, render, type Catalogue, type Message } from './message.js';
export { catalogueFor } from './catalogues.js';
export { dataSize, duration, roundDuration } from './quantities.js';
