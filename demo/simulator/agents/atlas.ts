import { atlasAnswers, fallback } from './atlas-answers.js';
import { text, type Behaviour } from './behaviour.js';

/** Knows an outdoor shop's subjects and answers them in markdown of every kind that a widget should render. */
export const atlas: Behaviour = {
  name: 'atlas',
  title: 'Atlas',
  description: 'A travel and outdoor adviser that answers in rich markdown: lists, tables, code, links, quotes.',
  reply({ text: said }) {
    const answer = atlasAnswers.find(({ topic }) => topic.test(said));
    return [text(answer?.markdown ?? fallback)];
  },
};
