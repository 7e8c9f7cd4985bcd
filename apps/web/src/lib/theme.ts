import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** The seats: the one strong colour, kept for what can be pressed. */
const velvet: MantineColorsTuple = [
  '#fdeef1',
  '#f8d8de',
  '#f0adb9',
  '#e98092',
  '#e4596f',
  '#dd4560',
  '#cb3451',
  '#ab2440',
  '#8f1c35',
  '#6f1328',
];
/** The bulbs around the sign: stars and highlights. */
const bulb: MantineColorsTuple = [
  '#fff8e6',
  '#feeec6',
  '#fcdf97',
  '#fbcf63',
  '#f7b733',
  '#e5a01a',
  '#c08109',
  '#966304',
  '#764d05',
  '#543604',
];
/** The darkened hall: backgrounds and text of the dark scheme. */
const dark: MantineColorsTuple = [
  '#f1edf5',
  '#d3ccdb',
  '#a89fb3',
  '#776d84',
  '#3a3244',
  '#2b2434',
  '#1f1927',
  '#17121e',
  '#100d15',
  '#0a080e',
];
/** The lobby by day: a cool paper with a breath of the hall's violet. */
const gray: MantineColorsTuple = [
  '#f9f8fa',
  '#f2f0f5',
  '#e7e4ec',
  '#d8d4df',
  '#c2bccb',
  '#a49db0',
  '#7d7589',
  '#5c5468',
  '#3b3446',
  '#1e1927',
];

const family = "'Archivo Variable', system-ui, -apple-system, 'Segoe UI', sans-serif";

export const theme = createTheme({
  colors: { velvet, bulb, dark, gray },
  primaryColor: 'velvet',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.34,
  black: '#1e1927',
  fontFamily: family,
  fontFamilyMonospace: "ui-monospace, 'SFMono-Regular', Menlo, Consolas, monospace",
  headings: {
    fontFamily: family,
    fontWeight: '720',
    sizes: {
      h1: { fontSize: 'clamp(1.9rem, 1.4rem + 1.9vw, 2.75rem)', lineHeight: '1.05' },
      h2: { fontSize: '1.375rem', lineHeight: '1.2' },
      h3: { fontSize: '1.0625rem', lineHeight: '1.3' },
    },
  },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '18px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Card: { defaultProps: { withBorder: true, padding: 'lg', radius: 'lg' } },
    // A word that was cut off says nothing: rather let the table scroll.
    Badge: { styles: { root: { minWidth: 'max-content' } } },
    Table: { defaultProps: { verticalSpacing: 'sm', horizontalSpacing: 'md' } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250 } },
    Select: { defaultProps: { comboboxProps: { shadow: 'md' } } },
  },
});

/** The quiet surfaces of badges and messages: a colour's text on a breath of the same colour. */
const tints = (colours: Record<string, string>, percent: number) =>
  Object.fromEntries(
    Object.entries(colours).flatMap(([name, text]) => [
      [`--mantine-color-${name}-light`, `color-mix(in srgb, ${text} ${percent}%, transparent)`],
      [`--mantine-color-${name}-light-hover`, `color-mix(in srgb, ${text} ${percent + 6}%, transparent)`],
      [`--mantine-color-${name}-light-color`, text],
    ]),
  );

/** Names for what the two schemes disagree about, so that style sheets need no scheme of their own. */
export const themeVariables: CSSVariablesResolver = () => ({
  variables: { '--star': '#f7b733' },
  light: {
    '--mantine-color-body': '#f6f4f8',
    '--mantine-color-dimmed': '#5f576c',
    '--mantine-color-placeholder': '#6f677b',
    '--surface': '#ffffff',
    '--surface-raised': '#ffffff',
    '--line': '#e2dee8',
    '--star': '#d08a00',
    '--star-text': '#7d5200',
    '--accent-text': '#a01f3a',
    ...tints({ velvet: '#a01f3a', bulb: '#7d5200', teal: '#0b6b54', red: '#b3261e', gray: '#5c5468' }, 10),
    '--bulbs': 'rgba(160, 31, 58, 0.42)',
    '--chart-a': '#ab2440',
    '--chart-b': '#4a6fa5',
    '--chart-c': '#b47c07',
    '--chart-d': '#2f7d6b',
    '--chart-e': '#7a5aa8',
    '--chart-grid': '#e2dee8',
  },
  dark: {
    '--mantine-color-body': '#100d15',
    '--mantine-color-dimmed': '#a89fb3',
    '--mantine-color-placeholder': '#8b8198',
    '--surface': '#17121e',
    '--surface-raised': '#1f1927',
    '--line': '#2b2434',
    '--star-text': '#fbcf63',
    '--accent-text': '#ef8fa0',
    ...tints({ velvet: '#ef8fa0', bulb: '#fbcf63', teal: '#7fd0bb', red: '#ff9c96', gray: '#c3bbcd' }, 14),
    '--bulbs': 'rgba(247, 183, 51, 0.62)',
    '--chart-a': '#e4596f',
    '--chart-b': '#7fa6e0',
    '--chart-c': '#f7b733',
    '--chart-d': '#58b79f',
    '--chart-e': '#b394e0',
    '--chart-grid': '#2b2434',
  },
});
