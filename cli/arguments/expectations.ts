/** What values of flags must be, in the words of help and of errors. */
export const COUNT = 'a whole number, at least 1';
export const DURATION = 'a duration above zero such as 500ms, 30s, 5m, 2h, or a number of seconds';
