# Installs the Debian packages that are missing, and says so when it may not.

install_packages() {
  local missing=() name
  for name in "$@"; do
    dpkg-query --show --showformat='${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing+=("$name")
  done
  if ((${#missing[@]} == 0)); then return; fi

  local as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || { echo "Install ${missing[*]} first: this user may not."; return 1; }
    as_root=(sudo --non-interactive)
  fi
  "${as_root[@]}" apt-get update --quiet
  # The server of the tests is started from a temporary directory; the distribution's own must not be.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get install --quiet --yes --no-install-recommends "${missing[@]}"
}
