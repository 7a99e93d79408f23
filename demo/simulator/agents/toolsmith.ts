import { text, type Behaviour, type ReplyPart, type ToolPart } from './behaviour.js';

const skies = ['Sunny', 'Partly cloudy', 'Light rain', 'Overcast', 'Windy'] as const;

/** The same place has the same weather each time, so that a test can say what to expect. */
function weatherIn(city: string) {
  const seed = [...city.toLowerCase()].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  return { temperature: 50 + (seed % 30), condition: skies[seed % skies.length] ?? skies[0] };
}

/** Capitalised words behind a preposition: "in New York", "for Aix-en-Provence" up to its first small letter. */
const place = /\b(?:in|at|for|near)\s+(?:the\s+)?(\p{Lu}\p{L}*(?:[ -]\p{Lu}\p{L}*)*)/u;

function weather(said: string): readonly ReplyPart[] {
  const city = place.exec(said)?.[1] ?? 'Seattle';
  const result = weatherIn(city);
  const tool: ToolPart = {
    kind: 'tool',
    name: 'GetWeather',
    variables: { location: city, units: 'imperial' },
    publicVars: { city },
    result,
    durationMs: 1200,
  };
  const { temperature, condition } = result;
  const advice = condition === 'Light rain' ? 'Take a waterproof jacket.' : 'A light layer will do.';
  return [tool, text(`In **${city}** it is currently **${temperature} °F**, *${condition.toLowerCase()}*. ${advice}`)];
}

function order(said: string): readonly ReplyPart[] {
  const number = /\b(\d{4,})\b/.exec(said)?.[1] ?? '48213';
  const lookup: ToolPart = {
    kind: 'tool',
    name: 'LookUpOrder',
    variables: { orderNumber: number },
    publicVars: { orderNumber: number },
    result: { orderNumber: number, state: 'SHIPPED', parcels: ['PX-7731'] },
    durationMs: 900,
  };
  const track: ToolPart = {
    kind: 'tool',
    name: 'TrackParcel',
    variables: { parcel: 'PX-7731', apiToken: 'internal' },
    publicVars: { parcel: 'PX-7731' },
    result: { place: 'Portland sorting centre', expected: 'Thursday' },
    durationMs: 1500,
  };
  return [
    lookup,
    text(`I found order **${number}**: it has been shipped. Let me see where it is.\n\n`),
    track,
    text('| Parcel | Where | Expected |\n| --- | --- | --- |\n| PX-7731 | Portland sorting centre | **Thursday** |\n'),
  ];
}

/** The page does it: it has an action of that name. */
function cart(said: string): readonly ReplyPart[] {
  const quantity = Number(/\b(\d{1,2})\b/.exec(said)?.[1] ?? 1);
  const item = /\b(tent|boots|stove|jacket|lantern|map)s?\b/i.exec(said)?.[1]?.toLowerCase() ?? 'tent';
  const add: ToolPart = { kind: 'tool', name: 'AddToCart', variables: { item, quantity }, publicVars: { item, quantity }, result: 'Handed to the page', durationMs: 400 };
  return [add, text(`I have asked the page to put **${quantity} × ${item}** into your cart.`)];
}

/** What the page has told of its actions. */
function inCart(results: unknown): readonly ReplyPart[] {
  if (typeof results !== 'string') return [text('As far as I know, nothing has been put into your cart since you last asked.')];
  return [text(`This is what the page tells me:\n\n\`\`\`json\n${results}\n\`\`\`\n`)];
}

/** Uses tools: the weather of a place, an order by its number, the page's cart. */
export const toolsmith: Behaviour = {
  name: 'toolsmith',
  title: 'Toolsmith',
  description: 'Uses tools: ask for the weather in a city, for an order by its number, or to put a tent into your cart.',
  reply({ text: said, promptTemplateVariables: { actionResults } }) {
    if (/\b(how many|what('s| is) in)\b.*\bcart\b/i.test(said)) return inCart(actionResults);
    if (/\bcart\b/i.test(said)) return cart(said);
    if (/\b(order|parcel|package|deliver|track)/i.test(said)) return order(said);
    if (/\b(weather|forecast|temperature|rain|sunny|wind)/i.test(said)) return weather(said);
    return [text('I can look up the **weather** in a city or an **order** by its number. Which shall it be?')];
  },
};
