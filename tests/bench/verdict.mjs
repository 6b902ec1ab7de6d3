// What the figures of a run come to: a table, and what misses its target.

const MB = 1024 * 1024;

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
};

/** The median of how many times as much one takes as the other, repetition by repetition: both had the same weather. */
const ratio = (figures, name, other, of) =>
  median(figures[name].map((figure, index) => of(figure) / of(figures[other][index])));

/** A limit on one subject: a value, or so many times as much as another subject. */
const at = (most, ...on) => ({ most, on });
const times = (most, of, ...on) => ({ most, of, on });

const ROWS = [
  { title: 'CPU per 1,000 deltas, ms', of: ({ cpu }) => cpu, limits: [times(1.5, 'floor', 'ours'), times(1.1, 'ours', 'long')] },
  { title: 'longest task, ms of CPU', of: ({ task }) => task, limits: [at(50, 'ours', 'long')] },
  { title: 'longest frame, ms of CPU', of: ({ frame }) => frame, limits: [at(33, 'ours', 'long')] },
  { title: 'last word shown after, ms', of: ({ late }) => late, limits: [at(50, 'ours', 'long')] },
  { title: 'CPU per key press and its frame, ms', of: ({ key }) => key, limits: [times(1.1, 'ours', 'long')] },
  { title: 'CPU until the input is usable, ms', of: ({ start }) => start, limits: [times(2, 'floor', 'ours')] },
  { title: 'JS heap and program memory, MB', of: ({ heap, program }) => (heap + program) / MB, limits: [at(4, 'ours'), at(8, 'long')] },
  { title: 'longest task while a page loads it, 4× slower, ms', of: ({ loading }) => loading, limits: [at(50, 'ours')] },
  { title: 'after a stop of the program back with the conversation, ms', of: ({ returning }) => returning, limits: [at(2000, 'ours')] },
];

const NAMES = { long: 'ours, 1,000 entries' };

const shown = (value) => (Number.isFinite(value) ? value.toFixed(value < 10 ? 1 : 0) : '');

function target({ most, of, on }) {
  const what = of === undefined ? `at most ${most}` : `at most ${most} × ${NAMES[of] ?? of}`;
  return on.includes('ours') ? what : `${NAMES[on[0]]}: ${what}`;
}

/** The table of a run, in Markdown. */
export function table(figures) {
  const names = Object.keys(figures);
  const lines = [
    ['', 'target', ...names.map((name) => NAMES[name] ?? name)],
    ['---', '---', ...names.map(() => '---:')],
    ...ROWS.map(({ title, of, limits }) => [
      title,
      limits.map(target).join('; '),
      ...names.map((name) => {
        const value = shown(median(figures[name].map(of)));
        const relative = limits.find((limit) => limit.of !== undefined)?.of;
        const compared = limits.find((limit) => limit.of !== undefined && limit.on.includes(name))?.of ?? relative;
        if (value === '' || compared === undefined || compared === name) return value;
        return `${value} (${ratio(figures, name, compared, of).toFixed(2)} ×)`;
      }),
    ]),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A sentence for each target that is missed. */
export function verdicts(figures) {
  return ROWS.flatMap(({ title, of, limits }) =>
    limits.flatMap((limit) =>
      limit.on.flatMap((name) => {
        const value = limit.of === undefined ? median(figures[name].map(of)) : ratio(figures, name, limit.of, of);
        return value <= limit.most ? [] : [`${NAMES[name] ?? name}: ${title}: ${value.toFixed(2)}, ${target(limit)}`];
      }),
    ),
  );
}
