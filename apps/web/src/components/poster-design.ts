export interface Palette {
  sky: string;
  deep: string;
  shape: string;
  glow: string;
}

export const motifs = [
  'moon',
  'rays',
  'blinds',
  'towers',
  'arcs',
  'peaks',
  'orbit',
  'runway',
  'dots',
  'waves',
] as const;
export type Motif = (typeof motifs)[number];

export interface PosterDesign {
  palette: Palette;
  motif: Motif;
  /** Numbers in [0, 1) that vary the motif, the same ones for the same title. */
  variation: readonly number[];
}

type Mood = { palettes: readonly Palette[]; motifs: readonly Motif[] };
const palette = (sky: string, deep: string, shape: string, glow: string): Palette => ({
  sky,
  deep,
  shape,
  glow,
});

/** In order of how much a genre says about a film's look: "Drama" comes last because most films are one. */
const moods: readonly (readonly [genre: string, mood: Mood])[] = [
  [
    'Film-Noir',
    { palettes: [palette('#6b6f7a', '#14151a', '#d9d4c7', '#efe3c2')], motifs: ['blinds', 'towers'] },
  ],
  [
    'Horror',
    {
      palettes: [
        palette('#7a1521', '#12060a', '#e0433f', '#f5a99a'),
        palette('#3f4b3a', '#0b0f0c', '#b8c98a', '#dbe6b0'),
      ],
      motifs: ['moon', 'blinds', 'peaks'],
    },
  ],
  [
    'Sci-Fi',
    {
      palettes: [
        palette('#1e5d8c', '#081226', '#5fd0e6', '#a9ecf5'),
        palette('#4a3b96', '#0d0a24', '#b59bff', '#d9ccff'),
      ],
      motifs: ['orbit', 'runway', 'arcs'],
    },
  ],
  [
    'Western',
    {
      palettes: [
        palette('#e0913f', '#4d1f12', '#7e2f17', '#ffdd9c'),
        palette('#b5583a', '#31130f', '#efb564', '#fbdfae'),
      ],
      motifs: ['moon', 'peaks', 'rays'],
    },
  ],
  [
    'War',
    {
      palettes: [
        palette('#7d7a55', '#1d1f16', '#c6b878', '#ebe0ab'),
        palette('#5b6b78', '#12181d', '#d9a45f', '#f2d7ab'),
      ],
      motifs: ['rays', 'peaks', 'towers'],
    },
  ],
  [
    'Animation',
    {
      palettes: [
        palette('#2f9bd6', '#173a7a', '#ffc94d', '#ffe6a3'),
        palette('#f0795a', '#7a2452', '#ffd27a', '#ffe9c2'),
      ],
      motifs: ['dots', 'waves', 'rays'],
    },
  ],
  [
    'Children',
    {
      palettes: [
        palette('#3bb08f', '#12505c', '#ffd45e', '#fff0b8'),
        palette('#e9885b', '#6d2a4a', '#ffe08a', '#fff1c4'),
      ],
      motifs: ['dots', 'waves', 'moon'],
    },
  ],
  [
    'Musical',
    { palettes: [palette('#c43d7a', '#3a1048', '#ffb84d', '#ffdfa6')], motifs: ['rays', 'arcs', 'dots'] },
  ],
  [
    'Fantasy',
    {
      palettes: [
        palette('#6a57b8', '#1d1642', '#8fe0c4', '#cdf5e5'),
        palette('#2f7f6f', '#0c2430', '#e8d27a', '#f6ecbd'),
      ],
      motifs: ['peaks', 'moon', 'orbit'],
    },
  ],
  [
    'Mystery',
    {
      palettes: [
        palette('#2d6068', '#0a1a20', '#e7c46c', '#f5e3ae'),
        palette('#5a3f72', '#150d1f', '#d6a3c9', '#f0d5e8'),
      ],
      motifs: ['blinds', 'arcs', 'moon'],
    },
  ],
  [
    'Crime',
    {
      palettes: [
        palette('#37435c', '#0c0f18', '#e05a47', '#f7b7a8'),
        palette('#6b2d3c', '#160a10', '#e6b566', '#f6dfae'),
      ],
      motifs: ['towers', 'blinds', 'runway'],
    },
  ],
  [
    'Romance',
    {
      palettes: [
        palette('#e0788c', '#5a1f4c', '#ffd0b5', '#ffe6d6'),
        palette('#c95f6d', '#3c1a35', '#f7b98f', '#ffdcc2'),
      ],
      motifs: ['moon', 'waves', 'arcs'],
    },
  ],
  [
    'Action',
    {
      palettes: [
        palette('#d9622b', '#2b0e14', '#ffc145', '#ffe0a0'),
        palette('#2f4f7f', '#0b1020', '#ff7a3d', '#ffc29e'),
      ],
      motifs: ['runway', 'rays', 'towers'],
    },
  ],
  [
    'Adventure',
    {
      palettes: [
        palette('#2e8f86', '#0c2b3a', '#f2b84b', '#fbe0a6'),
        palette('#c8743c', '#3a1a18', '#f4cf7a', '#fdebbf'),
      ],
      motifs: ['peaks', 'waves', 'rays'],
    },
  ],
  [
    'Documentary',
    { palettes: [palette('#8b8378', '#25211d', '#e9dfcf', '#f6efe2')], motifs: ['arcs', 'dots', 'waves'] },
  ],
  [
    'Thriller',
    {
      palettes: [
        palette('#24566b', '#0a1119', '#8fd3d9', '#c5edf0'),
        palette('#4a4f63', '#0f1016', '#e2553f', '#f6b5a6'),
      ],
      motifs: ['blinds', 'runway', 'towers'],
    },
  ],
  [
    'Comedy',
    {
      palettes: [
        palette('#f0b43c', '#8a3a1c', '#d94f3b', '#fff0c4'),
        palette('#4bb3c4', '#1b4a6e', '#ffd166', '#fff1c7'),
      ],
      motifs: ['dots', 'rays', 'waves'],
    },
  ],
  [
    'Drama',
    {
      palettes: [
        palette('#8a5566', '#22141f', '#e8b89a', '#f7dcc8'),
        palette('#557086', '#141b26', '#d8c3a0', '#f0e3c9'),
        palette('#75684f', '#1f1a14', '#e3cd9c', '#f5e8c8'),
      ],
      motifs: ['arcs', 'waves', 'moon', 'peaks'],
    },
  ],
];
const unknownMood: Mood = { palettes: [palette('#6a6175', '#1b1722', '#cfc6da', '#ece6f2')], motifs };

/** What a film's poster looks like; depends on nothing but its arguments. */
export function posterDesign(title: string, genres: readonly string[]): PosterDesign {
  const variation = numbersFrom(title, 9);
  const telling = moods.filter(([genre]) => genres.includes(genre)).slice(0, 2);
  const mood = telling.length ? pick(telling, variation[8])[1] : unknownMood;
  return {
    palette: pick(mood.palettes, variation[0]),
    motif: pick(mood.motifs, variation[1]),
    variation: variation.slice(2, 8),
  };
}

const pick = <T>(choices: readonly T[], at: number): T => choices[Math.floor(at * choices.length)];

/** FNV-1a over the text, then a xorshift sequence from it: `count` numbers in [0, 1). */
function numbersFrom(text: string, count: number): number[] {
  let state = 0x811c9dc5;
  for (const character of text) state = Math.imul(state ^ character.codePointAt(0)!, 0x01000193);
  state ^= state >>> 16;
  state = Math.imul(state, 0x7feb352d) || 1;
  return Array.from({ length: count }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  });
}
