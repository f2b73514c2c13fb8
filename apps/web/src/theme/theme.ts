import {
  createTheme,
  type ConvertCSSVariablesInput,
  type MantineColorsTuple,
  type MantineTheme,
} from '@mantine/core';

const accent: MantineColorsTuple = [
  '#eef2f9', '#dbe3f0', '#b9c8e2', '#94a8d0', '#728bc0', '#5877b3', '#41639f', '#345390', '#29437a', '#1d325f',
];
const danger: MantineColorsTuple = [
  '#fef1ef', '#fde0dc', '#fbc1ba', '#ff8a80', '#f0665b', '#d9463b', '#c53328', '#b42318', '#94190f', '#73120a',
];

/** Colors, sizes and the defaults without which Mantine's own markup fails the accessibility gate. */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  colors: { accent, danger },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.35', sm: '1.43', md: '1.43', lg: '1.5', xl: '1.4' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'sm',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '2rem' },
      h2: { fontSize: '1rem', lineHeight: '1.5rem' },
      h3: { fontSize: '0.875rem', lineHeight: '1.25rem' },
    },
  },
  focusRing: 'auto',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Modal: {
      defaultProps: {
        lockScroll: false,
        centered: true,
        radius: 'lg',
        padding: 'lg',
        transitionProps: { transition: 'fade', duration: 140 },
        overlayProps: { backgroundOpacity: 0.45 },
        attributes: { header: { role: 'none' } },
      },
    },
    Drawer: { defaultProps: { lockScroll: false, attributes: { header: { role: 'none' } } } },
    Menu: { defaultProps: { withInitialFocusPlaceholder: false, shadow: 'md', transitionProps: { duration: 120 } } },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 120 } } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: false, transitionProps: { duration: 120 } } },
    Anchor: { defaultProps: { underline: 'hover' } },
    Select: { defaultProps: { checkIconPosition: 'right', comboboxProps: { shadow: 'md' } } },
    Alert: { defaultProps: { variant: 'light', radius: 'md' } },
  },
});

export function cssVariablesResolver(_: MantineTheme): ConvertCSSVariablesInput {
  return {
    variables: { '--wk-header': '3.25rem', '--wk-sidebar': '13.75rem' },
    light: {
      '--mantine-color-text': '#1c1c1c',
      '--mantine-color-body': '#ffffff',
      '--mantine-color-dimmed': '#495057',
      '--mantine-color-placeholder': '#5c636a',
      '--mantine-color-error': '#b42318',
      '--mantine-color-anchor': '#345390',
      '--mantine-color-default-border': '#868e96',
      '--input-bd': '#868e96',
      '--wk-canvas': '#f6f7f9',
      '--wk-surface': '#ffffff',
      '--wk-raised': '#f1f3f6',
      '--wk-line': '#e1e5ea',
      '--wk-accent': '#345390',
      '--wk-accent-soft': '#e9eef7',
      '--wk-ok': '#087f5b',
      '--wk-warn': '#b35c00',
      '--wk-danger': '#b42318',
      '--wk-danger-soft': '#fef1ef',
      '--wk-ok-soft': '#e9f7f1',
      '--wk-warn-soft': '#fff5e8',
    },
    dark: {
      '--mantine-color-text': '#e6e8eb',
      '--mantine-color-body': '#202227',
      '--mantine-color-dimmed': '#b4b9be',
      '--mantine-color-placeholder': '#9aa0a6',
      '--mantine-color-error': '#ff8a80',
      '--mantine-color-anchor': '#a9bade',
      '--mantine-color-default': '#26292f',
      '--mantine-color-default-hover': '#2e3239',
      '--mantine-color-default-border': '#7d848b',
      '--mantine-color-danger-filled': '#b3372c',
      '--mantine-color-danger-filled-hover': '#a02c22',
      '--mantine-color-danger-outline': '#ff8a80',
      '--mantine-color-danger-text': '#ff8a80',
      '--wk-canvas': '#17191d',
      '--wk-surface': '#202227',
      '--wk-raised': '#282b31',
      '--wk-line': '#353941',
      '--wk-accent': '#a9bade',
      '--wk-accent-soft': '#2a3345',
      '--wk-ok': '#20c997',
      '--wk-warn': '#fcc419',
      '--wk-danger': '#ff8a80',
      '--wk-danger-soft': '#3a2422',
      '--wk-ok-soft': '#1b332b',
      '--wk-warn-soft': '#382f1a',
    },
  };
}
