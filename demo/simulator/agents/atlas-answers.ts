export interface AtlasAnswer {
  /** What a question must mention; the first answer that fits is given. */
  readonly topic: RegExp;
  readonly markdown: string;
}

export const fallback = `I can help you **choose gear**, **plan a trip** or **sort out an order**. Try one of these:

- *Which tent for two people in October?*
- *Make me a packing list for a weekend hike*
- *What boot size am I?*
- *How do I work out my pack weight?*

Or tell me where you are going, when, and what you already own.`;

export const atlasAnswers: readonly AtlasAnswer[] = [
  {
    topic: /\btents?\b|\bcamp(ing|site)?\b|shelter/i,
    markdown: `## Tents for two, autumn in the hills

For October you want a tent that stands up to **wind first**, rain second and cold last: your sleeping bag deals with the cold.

| Tent | Weight | Poles | Good for | Price |
| --- | ---: | :---: | --- | ---: |
| Skylark 2 | 1.6 kg | 2 | Valleys, summer to early autumn | $289 |
| **Ridgeline 2** | 2.1 kg | 3 | Open hillsides, three seasons | $379 |
| Boreas 2 | 2.9 kg | 4 | Snow and storms | $549 |

I would take the **Ridgeline 2**. It pitches outer-first, so the inside stays dry when you arrive in the rain.

### Before you buy

1. Lie down in it. At over 1.85 m you need the *Long* version.
2. Count what goes in the porch:
   - two packs
   - wet boots
   - a stove, *never* lit inside
3. Add a footprint only if you camp on stony ground.

> Seams are taped at the factory. Reseal them after about 60 nights, not before.

There is a [pitching guide](https://example.com/guides/pitching) with pictures for each model.`,
  },
  {
    topic: /\bpack(ing)?[ -]?list\b|\bchecklist\b|what (should|do) i (pack|bring|take)/i,
    markdown: `## Packing list: two days, one hut

Tick things off as they go in:

- [x] Map, compass and the route left with somebody at home
- [x] Waterproof jacket **and** trousers
- [ ] Sleeping-bag liner
- [ ] Head torch with fresh batteries
- [ ] First-aid kit
  - [ ] blister plasters
  - [ ] painkillers
  - [ ] foil blanket
- [ ] 2 litres of water, or a filter and 1 litre

### Leave at home

- ~~Cotton T-shirts~~ they stay wet all day
- ~~A second pair of jeans~~
- A full-size towel; a *square of microfibre* does

All of it should come to **under 9 kg** with water. If it does not, weigh things one at a time: the surprise is usually the wash bag.`,
  },
  {
    topic: /weight|calculat|\bcode\b|script|javascript|python|gpx/i,
    markdown: `## Pack weight as a rule and as code

A loaded pack should be at most **20 %** of your body weight for a day's walk, and about **15 %** if you carry it for a week.

\`\`\`js
/** Grams per item in, kilograms and a verdict out. */
function packWeight(items, bodyKg, days) {
  const kg = items.reduce((sum, { grams, count = 1 }) => sum + grams * count, 0) / 1000;
  const limit = bodyKg * (days > 2 ? 0.15 : 0.2);
  return { kg, limit, fits: kg <= limit };
}

packWeight([{ grams: 2100 }, { grams: 950 }, { grams: 120, count: 4 }], 72, 3);
// → { kg: 3.53, limit: 10.8, fits: true }
\`\`\`

The same from a spreadsheet, if you keep one:

\`\`\`bash
awk -F, '{ grams += $2 * $3 } END { printf "%.2f kg\\n", grams / 1000 }' gear.csv
\`\`\`

Food is \`0.6–0.8 kg\` per day and fuel about \`30 g\`; both shrink as you walk, so plan by **day one**.`,
  },
  {
    topic: /\bboots?\b|\bshoes?\b|\bsizes?\b|\bfeet\b|blister/i,
    markdown: `## Finding your boot size

Measure in the **evening**, standing, in the socks you will walk in.

| Foot length | EU | UK | US men | US women |
| ---: | :---: | :---: | :---: | :---: |
| 24.5 cm | 39 | 6 | 7 | 8 |
| 25.5 cm | 40.5 | 7 | 8 | 9 |
| 26.5 cm | 42 | 8 | 9 | 10 |
| 27.5 cm | 43.5 | 9 | 10 | 11 |
| 28.5 cm | 45 | 10 | 11 | 12 |

1. Take the **longer** foot.
2. Add 1 cm for going downhill.
3. Between two sizes? The larger one, with a thicker insole.

> If the heel lifts more than half a centimetre, no lacing will save it: try another last.

Boots you have worn only indoors can be exchanged within 60 days.`,
  },
  {
    topic: /sleeping|\bbags?\b|cold|temperature|warm|layer/i,
    markdown: `## Staying warm at night

Read the **comfort** figure on the label, not the *extreme* one: that is the temperature you survive, not the one you sleep at.

| Night low | Bag (comfort) | Mat (R-value) |
| --- | --- | --- |
| above 10 °C | +8 °C | 1.5 |
| 0 to 10 °C | 0 °C | 3 |
| below 0 °C | −7 °C | 5 |

- **Down** is lighter and packs smaller.
- **Synthetic** keeps working when it is damp.
  - choose it for canoe trips
  - and for anyone who sleeps under a tarp

A warm drink, dry socks and a hat are worth about four degrees together.`,
  },
  {
    topic: /\bhike|\btrips?\b|\btravel|route|\bwalk|weekend|mountain|plan\b|where should/i,
    markdown: `## A weekend in the hills, in three parts

### Day 1: up to the lake
Start by **9 o'clock** from the lower car park. It is 11 km and 640 m of climbing, about four and a half hours with stops.

### Night
The hut has 24 beds and no phone signal. Book ahead, bring cash and a liner.

### Day 2: the ridge, or the valley
1. **Clear sky:** the ridge. 14 km, exposed in two places.
2. **Cloud or wind over 50 km/h:** the valley path. 9 km, *and there is cake at the end of it*.

---

| | Ridge | Valley |
| --- | ---: | ---: |
| Distance | 14 km | 9 km |
| Climb | 720 m | 180 m |
| Time | 6 h | 3 h |

Check the [mountain forecast](https://example.com/forecast) on the morning, not the evening before. Shall I make a **packing list** for it?`,
  },
  {
    topic: /return|refund|exchange|shipping|deliver|warranty|order/i,
    markdown: `### Returns and delivery

- **Delivery** takes 2–4 working days and is free over $60.
- **Returns** are free for 60 days, if the thing has not been outdoors.
- **Repairs** never expire: send it in, we quote before we sew.

To return something:

1. Print the label from [your orders](https://example.com/orders).
2. Put it in any box; it need not be ours.
3. Drop it at a parcel shop. The money is back within *5 working days*.`,
  },
  {
    topic: /^\W*(hi|hello|hey|good (morning|afternoon|evening))\b/i,
    markdown: `Hello! 👋 I'm **Atlas**. Where are you off to, and what are you still missing?`,
  },
  { topic: /\bthank|\bthanks|\bbye\b/i, markdown: `You're welcome. Have a good trip, and *mind the weather*.` },
];
