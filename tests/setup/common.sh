# shellcheck shell=bash disable=SC2034
# Shared by the scripts of this directory; sourced, not run.
#
# Tools are kept per user, outside the clone, so that a fresh clone finds them again.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
tools="${VIZOCHOK_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/vizochok-widget/tools}"

# The Debian packages that build for WebAssembly where rustup cannot fetch its target. They are of one source
# version, and live beside the machine's own toolchain without touching it.
debian_rust=(rustc-web cargo-web rust-web-src rust-web-clippy lld-22)

say() { printf '[set-up] %s\n' "$*" >&2; }

die() {
  printf '[set-up] %s\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# missing_packages NAME...: those of the Debian packages that are not installed.
missing_packages() {
  local package
  for package in "$@"; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || printf '%s\n' "$package"
  done
}

# apt_install PURPOSE PACKAGE...: installs what is missing, or says in one sentence what to do by hand.
apt_install() {
  local purpose=$1 missing by_hand sudo=()
  shift
  if ! have apt-get || ! have dpkg-query; then
    die "$purpose: this is not a Debian system; please install what the packages '$*' of Debian 12 contain."
  fi
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -eq 0 ] && return 0
  by_hand="apt-get update && apt-get install --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    if have sudo && sudo -n true 2>/dev/null; then
      sudo=(sudo -n)
    else
      die "$purpose needs packages that only root may install: run '$by_hand' as root, then start again."
    fi
  fi
  say "$purpose: installing ${missing[*]} with apt-get"
  # Lists that are there may be old, so a failed install is tried once more with fresh ones.
  if ! "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >&2; then
    "${sudo[@]}" apt-get update -q >&2 || die "$purpose: 'apt-get update' failed; run '$by_hand' and start again."
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >&2 ||
      die "$purpose: apt-get could not install ${missing[*]}; run '$by_hand' and start again."
  fi
}

# The version of wasm-bindgen that Cargo.lock names: the program and the command must be of exactly the same.
wasm_bindgen_version() {
  awk '$1 == "name" && $3 == "\"wasm-bindgen\"" { found = 1; next }
       found && $1 == "version" { gsub(/"/, "", $3); print $3; exit }' "$root/Cargo.lock"
}
