import isNumber from 'is-number';

console.log(isNumber(process.env.PORT) ? `listening on ${process.env.PORT}` : 'no port');
