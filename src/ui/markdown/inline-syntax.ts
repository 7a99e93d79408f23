import { ESCAPED } from './entities.js';

/** What inline content is made of, as patterns to be matched at a place. */

/** What says something only together with what follows, when nothing does. */
export const UNFINISHED = /(?:([`*_~])\1*|[ \t\n]+|[\\!]|\[\^[^\s[\]]*|<(?:[^\s<>]*|[bB][rR] *\/?>?[ \t]*\n?[ \t]*)|&#?\w{0,31})$/y;
export const LAST_BLANKS = /[ \t\n]+$/y;
export const RUN = /([`*_~])\1*|[ \t\n]+/y;
export const ORDINARY = /[a-z\d.+-]{1,999}|[^a-z\d \t\n\\`*_~[\]!<&$]+/iy;
export const ANGLE = /<(?:([a-z][a-z\d.+-]{1,31}:[^\0- <>]*)|([\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d]+(?:(?:\.|-+)[a-z\d]+)*))>/iy;
export const BREAK = /<br *\/?>[ \t]*\n?[ \t]*/iy;
export const NOTE = /\[\^([^\s[\]]+)\]/y;
export const ESCAPE = new RegExp(ESCAPED, 'iy');
/** Characters that more than a word may begin with. */
export const SPECIAL = new Set('`*_~ \t\n\\![<&$');
