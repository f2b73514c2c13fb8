import { useEffect, useRef, type ComponentType } from 'react';
import { i18n } from '../../i18n';
import { api } from '../../lib/api';
import type { OutsidePath } from '../../lib/outside';
import { wasSignedIn } from '../../lib/signed-in';
import { NewPasswordPage } from './new-password-page';
import { goOn, outsideSearch, useOutsidePath } from './place';
import { ResetPage } from './reset-page';
import { SignInPage } from './sign-in-page';
import { SignedOutPage } from './signed-out-page';

const PAGES: Readonly<Record<OutsidePath, ComponentType>> = {
  '/sign-in': SignInPage,
  '/sign-in/new-password': NewPasswordPage,
  '/reset': ResetPage,
  '/signed-out': SignedOutPage,
};

function OutsideRoot() {
  const path = useOutsidePath() ?? '/sign-in';
  const first = useRef(path);
  const Page = PAGES[path];
  useEffect(() => {
    const field = document.querySelector('main :focus');
    if (path !== first.current && !field) document.querySelector<HTMLElement>('main h1')?.focus();
  }, [path]);
  return <Page />;
}

/** Somebody who is signed in has nothing to do on the sign-in page. */
async function isSignedIn(): Promise<boolean> {
  if (window.location.pathname !== '/sign-in' || outsideSearch().reason || !wasSignedIn()) return false;
  return api.me.get().then(
    () => true,
    () => false,
  );
}

/** What to show without a session, with its texts. */
export async function loadOutside(): Promise<ComponentType> {
  const [signedIn] = await Promise.all([isSignedIn(), i18n.loadNamespaces('sign-in')]);
  return signedIn ? goOn() : OutsideRoot;
}
