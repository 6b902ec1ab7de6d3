// What the assistant says in every run: one long answer in Markdown, and a log of a thousand entries.

/** The last word of the answer. */
export const END = 'Smacznego2000';

const SECTION = (n) => `## Step ${n}: what to buy

For **dinner number ${n}** take a *small* head of cabbage, and look for \`0.${n % 10} kg\` of beetroot. It keeps for a
week, so buy it **today**; the rest can wait until the weekend, when prices are lower.

- **Beetroot**, 300 g, about 5.67 UAH
- White cabbage, see [the shelf](https://shop.example/shelf/${n})
- Sour cream 20 %, *two* cups
  - or yoghurt, if there is some at home
1. Wash everything well.
2. Cut it into **thin** stripes.

| product | price | promo |
|---|---:|---:|
| Carrots | 21.90 | - |
| Onions | 17.90 | **15.90** |

`;

/** The answer in so many pieces of like length. */
export function answer(deltas) {
  let text = '';
  for (let n = 1; text.length < deltas * 6; n += 1) text += SECTION(n);
  // In the middle of a paragraph, as answers end.
  text += `That is all for now. ${END}`;
  const size = text.length / deltas;
  return Array.from({ length: deltas }, (_, index) =>
    text.slice(Math.round(index * size), Math.round((index + 1) * size)),
  );
}

const product = (n) => ({
  sku: `milk-${n}`,
  name: `Milk 2.5 % in a bottle, number ${n}`,
  brand: 'Dairy',
  price: 39.9,
  promo_price: n % 3 === 0 ? 34.9 : null,
  currency: 'UAH',
  unit: 'pcs',
  quantity_step: 1,
  quantity: 0,
  in_stock: true,
});

/** Frames that make so many entries: words, and after every fourth answer three products. */
export function history(entries) {
  const frames = [];
  for (let n = 1; n <= entries; n += 1) {
    if (n % 5 === 0) {
      frames.push({ type: 'product_cards', items: [product(n), product(n + 1), product(n + 2)] });
    } else {
      const delta = `Answer number ${n}: take **milk**, *bread* and two more things:\n\n- eggs, 10 pcs\n- butter 82 %, 200 g\n`;
      frames.push({ type: 'text_delta', delta }, { type: 'text_end' });
    }
  }
  return [...frames, { type: 'response_complete' }];
}
