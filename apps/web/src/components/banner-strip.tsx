import type { Banner } from 'wardkeep/contracts';
import { inkOn } from '../lib/contrast';
import classes from './banner-strip.module.css';

/** The Domain's own strip, such as a red one that says Production. */
export function BannerStrip({ banner }: { readonly banner: Banner }) {
  return (
    <div className={classes.strip} role="note" style={{ backgroundColor: banner.color, color: inkOn(banner.color) }}>
      {banner.text}
    </div>
  );
}
