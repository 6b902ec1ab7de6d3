#!/usr/bin/env bash
# Runs cargo for WebAssembly: `cargo-web.sh build --profile widget`, `cargo-web.sh clippy -- -D warnings`.
#
# The target comes from, in this order: the toolchain in use, if it has it; Debian's own Rust packages, if they
# are installed; rustup; Debian's packages, installed now. Debian ships the source of the standard library but
# not the library built for this target, hence -Zbuild-std. RUSTC_BOOTSTRAP lets the stable compiler accept
# unstable options. The build has a target directory of its own, so that the two compilers never see each
# other's output. `cargo-web.sh --prepare` only makes sure that a build can start.
#
# `cargo-web.sh program` builds what is shipped: the cdylib alone (beside an rlib it would keep every public
# function), and, where the source of the standard library is there, a library made for size whose panics
# carry no words. Together they take a third off what a page loads.
set -euo pipefail
# shellcheck source=tests/setup/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

target=wasm32-unknown-unknown

toolchain_has_target() {
  local dir
  dir="$(rustc --print target-libdir --target "$target" 2>/dev/null)" && [ -n "$(ls -A "$dir" 2>/dev/null)" ]
}

# Installed, and all parts of one version: a compiler and a library source of different versions do not fit.
debian_is_ready() {
  have dpkg-query && [ -z "$(missing_packages "${debian_rust[@]}")" ] &&
    [ "$(dpkg-query -W -f='${Version}\n' rustc-web cargo-web rust-web-src rust-web-clippy | sort -u | wc -l)" -eq 1 ]
}

rustup_adds_target() {
  have rustup || return 1
  say "asking rustup for the target $target"
  # A closed network must not hold the build up for long.
  timeout 300 rustup target add "$target" >&2 && toolchain_has_target
}

# The toolchain in use may have been asked for a target that only Debian's packages can serve.
way=toolchain
if ! toolchain_has_target; then
  if debian_is_ready; then
    way=debian
  elif ! rustup_adds_target; then
    have apt-get || die "The Rust toolchain lacks $target: run 'rustup target add $target' where there is a network, then start again."
    way=debian
    say "no ready-made target for WebAssembly here: Debian's Rust packages build it from source"
    apt_install "building for WebAssembly" "${debian_rust[@]}"
    debian_is_ready ||
      die "Debian's Rust packages (${debian_rust[*]}) are of different versions: run 'apt-get update && apt-get install ${debian_rust[*]}' as root."
  fi
fi

# The source of the standard library of the toolchain in use; asked for once where it is not there.
toolchain_has_source() {
  local library
  library="$(rustc --print sysroot)/lib/rustlib/src/rust/library"
  [ -d "$library" ] && return 0
  have rustup || return 1
  say "asking rustup for the source of the standard library (rust-src), from which a smaller program is built"
  timeout 300 rustup component add rust-src >&2 && [ -d "$library" ]
}

[ "${1:-}" = --prepare ] && exit 0
command=${1:?usage: cargo-web.sh COMMAND [ARGUMENT...]}
shift

export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$root/target}/web"
cd "$root"
from_source=(-Zbuild-std=std,panic_abort)
if [ "$command" = program ]; then
  command=rustc
  set -- --profile widget --package vizochok-widget --lib --crate-type cdylib "$@"
  # Whose machine it was built on is nobody's business.
  RUSTFLAGS="--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo --remap-path-prefix=$root=vizochok"
  # The program is cut into two by the names of its functions (npm/scripts/split.mjs). Of two functions with the
  # same body only one name would be left; they are merged after the cut, in each part.
  RUSTFLAGS="$RUSTFLAGS -Zunstable-options -Zmerge-functions=disabled"
  export RUSTC_BOOTSTRAP=1
  if [ "$way" = toolchain ] && toolchain_has_source; then
    way=source
  fi
  if [ "$way" = toolchain ]; then
    say "without the source of the standard library (rust-src) the program becomes a fifth larger"
  else
    RUSTFLAGS="$RUSTFLAGS -Cpanic=immediate-abort"
    from_source+=(-Zbuild-std-features=optimize_for_size)
  fi
  export RUSTFLAGS
fi
case $way in
  toolchain) exec cargo "$command" --target "$target" "$@" ;;
  source) RUSTC_BOOTSTRAP=1 exec cargo "$command" "${from_source[@]}" --target "$target" "$@" ;;
esac
# clippy looks for its driver and for rustc beside each other; PATH puts Debian's first for this command only.
unset RUSTUP_TOOLCHAIN
export PATH="/usr/bin:$PATH" RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-22
exec /usr/bin/cargo "$command" "${from_source[@]}" --target "$target" "$@"
