import type { Banner, CreateDomainDto, UpdateDomainDto } from 'wardkeep/contracts';

export type BannerValues = { on: boolean; text: string; color: string };
export type Access = 'temporary' | 'invitation' | 'password';

export type CreateValues = {
  name: string;
  displayName: string;
  banner: BannerValues;
  administrator: {
    username: string;
    firstName: string;
    lastName: string;
    email: string;
    access: Access;
    password: string;
  };
};
export type UpdateValues = { displayName: string; banner: BannerValues };

export const bannerValues = (banner: Banner | null): BannerValues => ({
  on: banner !== null,
  text: banner?.text ?? '',
  color: banner?.color ?? '#b42318',
});

const bannerOf = ({ on, text, color }: BannerValues): Banner | null => (on ? { text, color } : null);

export const emptyDomain: CreateValues = {
  name: '',
  displayName: '',
  banner: bannerValues(null),
  administrator: { username: '', firstName: '', lastName: '', email: '', access: 'temporary', password: '' },
};

/** Only what the chosen way in needs is sent: a password left in its hidden field is not. */
export function toCreation({ name, displayName, banner, administrator }: CreateValues): CreateDomainDto {
  const { access, password, email, ...names } = administrator;
  return {
    name: name.trim(),
    displayName,
    banner: bannerOf(banner),
    administrator: {
      ...names,
      email: email.trim() || null,
      ...(access === 'password' ? { password } : { initialPassword: access }),
    },
  };
}

export const toUpdate = ({ displayName, banner }: UpdateValues): UpdateDomainDto => ({
  displayName,
  banner: bannerOf(banner),
});
