#!/usr/bin/env bash
# Makes sure that what the make targets need is there: `tools.sh ensure node wasm-bindgen trunk geckodriver
# browsers python packaging`. What is there is left alone; what is missing is fetched, the cargo installs side by side.
# `tools.sh path` prints the directories to put in front of PATH.
set -euo pipefail
# shellcheck source=tests/setup/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

trunk_version=0.21.14
geckodriver_version=0.37.1
# What the Python client speaks WebSocket with.
websockets_version=17.4
# The engines that the browser tests run in; the same variable chooses them there.
browsers="${VIZOCHOK_BROWSERS:-chromium firefox webkit}"

version_of() {
  case $1 in
    wasm-bindgen) wasm_bindgen_version ;;
    trunk) echo "$trunk_version" ;;
    geckodriver) echo "$geckodriver_version" ;;
  esac
}

# The crate and options that give the command. Trunk only serves one page on this machine: a debug build of it
# does, and takes a third of the time.
install_arguments() {
  case $1 in
    wasm-bindgen) echo "wasm-bindgen-cli@$2" ;;
    trunk) echo "trunk@$2 --debug" ;;
    geckodriver) echo "geckodriver@$2" ;;
  esac
}

directory_of() { echo "$tools/$1-$2"; }

# Is the command there in the version: in the cache, or anywhere on PATH?
is_there() {
  [ -x "$(directory_of "$1" "$2")/bin/$1" ] && return 0
  have "$1" && "$1" --version 2>/dev/null | head -n 1 | grep -qwF "$2"
}

# Waits for one install and says every ten seconds how far it is.
follow() {
  local name=$1 pid=$2 log=$3 started=$SECONDS step
  while kill -0 "$pid" 2>/dev/null; do
    sleep 1
    if [ $(((SECONDS - started) % 10)) -eq 0 ]; then
      step="$(tr '\r' '\n' <"$log" | grep -oE '[0-9]+/[0-9]+: ' | tail -n 1 | tr -d ': ' || true)"
      say "$name: $((SECONDS - started)) s${step:+, compiled $step}"
    fi
  done
}

install_tool() {
  local name=$1 version=$2 directory log pid
  local -a arguments
  directory="$(directory_of "$name" "$version")"
  read -r -a arguments <<<"$(install_arguments "$name" "$version")"
  mkdir -p "$directory"
  log="$directory/install.log"
  say "$name $version: cargo install (log: $log)"
  (
    # A target directory shared with the project would make the installs wait for each other.
    unset CARGO_TARGET_DIR RUSTC
    export CARGO_TERM_PROGRESS_WHEN=always CARGO_TERM_PROGRESS_WIDTH=100
    # A lock file may name a crate that has been withdrawn since, or that a mirror does not have yet.
    cargo install --locked "${arguments[@]}" --root "$directory" || cargo install "${arguments[@]}" --root "$directory"
  ) >"$log" 2>&1 &
  pid=$!
  follow "$name $version" "$pid" "$log"
  if ! wait "$pid"; then
    tail -n 15 "$log" >&2
    die "$name $version could not be installed; the log is in $log."
  fi
  say "$name $version: ready"
}

ensure_node() {
  have node || die "Node is missing: please install Node 20 or newer."
  local major
  major="$(node -p 'process.versions.node.split(".")[0]')"
  [ "$major" -ge 20 ] || die "Node 20 or newer is needed, this is $(node --version)."
  npm_ci npm "the packaging tools (wasm-opt, esbuild, tsc)"
}

# npm_ci DIRECTORY WHAT: installs what the lock file of a directory names, unless it is there.
npm_ci() {
  local directory="$root/$1" installed
  # npm writes node_modules/.package-lock.json last, so it tells which lock file the directory belongs to.
  installed="$directory/node_modules/.package-lock.json"
  if [ ! -e "$installed" ] || [ "$directory/package-lock.json" -nt "$installed" ]; then
    say "npm ci in $1: $2"
    (cd "$directory" && npm ci --no-audit --no-fund --loglevel=error >&2) || die "npm ci failed in $1/."
    touch "$installed"
  fi
}

# The bundlers and frameworks of the projects that prove the package.
ensure_packaging() {
  local names
  names="$(node -p 'Object.entries(require(process.argv[1]).dependencies).map((pair) => pair.join(" ")).join(", ")' \
    "$root/tests/packaging/package.json")"
  npm_ci tests/packaging "$names"
}

# A Python of its own for the Python client; the machine's packages are left alone.
ensure_python() {
  local directory="$tools/websockets-$websockets_version" python=python3
  "$directory/bin/python3" -c 'import websockets' 2>/dev/null && return 0
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    apt_install "the Python client" python3 python3-venv
    python=/usr/bin/python3
  fi
  say "websockets $websockets_version for Python: venv and pip install"
  rm -rf "$directory"
  {
    "$python" -m venv "$directory" &&
      "$directory/bin/python3" -m pip install --quiet --disable-pip-version-check "websockets==$websockets_version"
  } >&2 || die "websockets $websockets_version could not be installed."
}

# Any one of the programs.
have_one() {
  local program
  for program in "$@"; do
    have "$program" && return 0
  done
  return 1
}

ensure_browsers() {
  local packages=()
  case " $browsers " in *" chromium "*)
    have_one chromium chromium-browser google-chrome && have chromedriver || packages+=(chromium chromium-driver) ;;
  esac
  case " $browsers " in *" firefox "*)
    have_one firefox firefox-esr || packages+=(firefox-esr) ;;
  esac
  case " $browsers " in *" webkit "*)
    have WebKitWebDriver && have Xvfb || packages+=(webkit2gtk-driver xvfb) ;;
  esac
  [ ${#packages[@]} -eq 0 ] || apt_install "testing in $browsers (VIZOCHOK_BROWSERS chooses)" "${packages[@]}"
}

ensure() {
  local name version pids=() pid failed=
  have cargo || die "cargo is missing: please install Rust with rustup."
  have cc || apt_install "linking Rust programs" gcc libc6-dev
  # What asks for rights comes first, before minutes are spent on compiling.
  for name in "$@"; do
    case $name in
      browsers) ensure_browsers ;;
      node) ensure_node ;;
      packaging) ensure_packaging ;;
      python) ensure_python ;;
      web-target) "$root/tests/setup/cargo-web.sh" --prepare ;;
      wasm-bindgen | trunk | geckodriver) ;;
      *) die "unknown tool '$name'" ;;
    esac
  done
  for name in "$@"; do
    version="$(version_of "$name")"
    [ -n "$version" ] || continue
    # Only Firefox needs a driver from a crate.
    [[ $name = geckodriver && $browsers != *firefox* ]] && continue
    is_there "$name" "$version" && continue
    install_tool "$name" "$version" &
    pids+=($!)
  done
  for pid in ${pids[@]+"${pids[@]}"}; do
    wait "$pid" || failed=yes
  done
  # After all have ended, so that none is left running behind.
  [ -z "$failed" ] || die "the set-up did not finish; what is ready is kept."
}

print_path() {
  local name separator=
  for name in wasm-bindgen trunk geckodriver; do
    printf '%s%s/bin' "$separator" "$(directory_of "$name" "$(version_of "$name")")"
    separator=:
  done
  printf ':%s/bin' "$(directory_of websockets "$websockets_version")"
}

case ${1:-} in
  ensure)
    shift
    ensure "$@"
    ;;
  path) print_path ;;
  *) die "usage: tools.sh ensure TOOL... | tools.sh path" ;;
esac
