import { Avatar, Menu, UnstyledButton, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LANGUAGES, type Language } from 'wardkeep/contracts';
import { isLanguage, speak } from '../../i18n';
import { api } from '../../lib/api';
import { meQuery, useMe } from '../../lib/session';
import { signOut } from '../../lib/sign-out';
import classes from './account-menu.module.css';

const SCHEMES: readonly (readonly [MantineColorScheme, 'light' | 'dark' | 'system', typeof IconSun])[] = [
  ['light', 'light', IconSun],
  ['dark', 'dark', IconMoon],
  ['auto', 'system', IconDeviceDesktop],
];

function useLanguageChoice() {
  const client = useQueryClient();
  const keepIt = useMutation({
    mutationFn: (language: Language) => api.me.update({ language }),
    onSuccess: () => client.invalidateQueries({ queryKey: meQuery.queryKey }),
  });
  return (language: Language) => {
    void speak(language);
    keepIt.mutate(language);
  };
}

export function AccountMenu() {
  const { t, i18n } = useTranslation();
  const { user } = useMe();
  // Mantine would hold transitions still with a <style> of its own, which our policy refuses.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const choose = useLanguageChoice();
  const name = `${user.firstName} ${user.lastName}`;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.target} aria-label={t('account.menu', { name })}>
          <Avatar size={30} radius="xl" color="accent" variant="filled" name={name} aria-hidden="true">
            {`${user.firstName.charAt(0)}${user.lastName.charAt(0)}`.toUpperCase()}
          </Avatar>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who} role="presentation">
          <strong className="truncate">{name}</strong>
          <span className="dimmed truncate">{user.username}</span>
        </div>
        <Menu.Divider />
        <Menu.Item component={Link} to="/me" leftSection={<IconUser size={18} aria-hidden="true" />}>
          {t('account.profile')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('account.appearance')}</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}>
          {SCHEMES.map(([scheme, label, SchemeIcon]) => (
            <Menu.RadioItem key={scheme} value={scheme} rightSection={<SchemeIcon size={16} aria-hidden="true" />}>
              {t(`account.${label}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t('account.language')}</Menu.Label>
        <Menu.RadioGroup
          value={i18n.resolvedLanguage ?? null}
          onChange={(language) => isLanguage(language) && choose(language)}
        >
          {LANGUAGES.map((language) => (
            <Menu.RadioItem key={language} value={language} lang={language}>
              {t(`languages.${language}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={18} aria-hidden="true" />} onClick={() => void signOut()}>
          {t('account.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
