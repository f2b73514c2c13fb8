import { lazy, Suspense, type ComponentType } from 'react';
import { i18n } from '../../i18n';
import { api } from '../../lib/api';
import type { OutsidePath } from '../../lib/outside';
import { wasSignedIn } from '../../lib/signed-in';
import { ForgotPage } from './forgot-page';
import { goOn, outsideSearch, useOutsidePath } from './place';
import { SignInPage } from './sign-in-page';
import { SignedOutPage } from './signed-out-page';

type Pages<Name extends string> = Readonly<Record<Name, ComponentType>>;

/** A page of a later step: fetched when it comes to it, with its texts. */
function later<Name extends string>(load: () => Promise<Pages<Name>>, name: Name) {
  return lazy(async () => {
    const [pages] = await Promise.all([load(), i18n.loadNamespaces('two-factor')]);
    return { default: pages[name] };
  });
}

const PAGES: Readonly<Record<OutsidePath, ComponentType>> = {
  '/sign-in': SignInPage,
  '/sign-in/two-factor': later(() => import('./second-factor-page'), 'SecondFactorPage'),
  '/sign-in/enrol': later(() => import('./enrol-page'), 'EnrolPage'),
  '/sign-in/new-password': later(() => import('./new-password-page'), 'NewPasswordPage'),
  '/forgot': ForgotPage,
  '/reset': later(() => import('./reset-page'), 'ResetPage'),
  '/signed-out': SignedOutPage,
};

function OutsideRoot() {
  const path = useOutsidePath() ?? '/sign-in';
  const Page = PAGES[path];
  return (
    <Suspense>
      <Page />
    </Suspense>
  );
}

/** Whether the address tells how a session or a sign-in ended. */
const isAnswer = () => outsideSearch().reason !== undefined || outsideSearch().sso !== undefined;

/** Somebody who is signed in has nothing to do on the sign-in page. */
async function isSignedIn(): Promise<boolean> {
  if (window.location.pathname !== '/sign-in' || isAnswer() || !wasSignedIn()) return false;
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
