# `make demo` and `make test` do all the set-up themselves (tests/setup/). Tools are kept per user, outside
# the clone.

.DEFAULT_GOAL := help
.PHONY: help demo test dist packaging lint sizes bench clean
SHELL := bash

# Ports of `make demo`: the page, the backend's API, the backend's shop.
PORT ?= 8080
BACKEND_PORT ?= 8090
SHOP_PORT ?= 8091

SETUP := tests/setup/tools.sh
# The tools in the versions this project asks for come first.
export PATH := $(shell $(SETUP) path):$(PATH)

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

demo: ## the demo shop with the widget, on port PORT=8080 (also BACKEND_PORT=8090, SHOP_PORT=8091)
	@$(SETUP) ensure node
	@PORT=$(PORT) BACKEND_PORT=$(BACKEND_PORT) SHOP_PORT=$(SHOP_PORT) node npm/scripts/demo.mjs

test: ## every test: native, the package's class and types, real browsers (VIZOCHOK_BROWSERS="chromium firefox webkit")
	@$(SETUP) ensure node python wasm-bindgen geckodriver browsers web-target
	cargo test --quiet --workspace --exclude vizochok-browser-tests
	cd npm && npm test --silent && npm run --silent types
	@$(MAKE) --no-print-directory packaging
	cargo test --package vizochok-browser-tests
	@# That the benchmark can measure, without judging how fast anything is.
	@case "$${VIZOCHOK_BROWSERS-chromium}" in *chromium*) node tests/bench/bench.mjs --check ;; esac

dist: ## the npm package, in npm/dist
	@$(SETUP) ensure node wasm-bindgen web-target
	@node npm/scripts/build.mjs

packaging: dist ## the projects of tests/packaging, each built with the packed package
	@$(SETUP) ensure packaging
	@node tests/packaging/build.mjs

lint: ## rustfmt, clippy for both targets with warnings as errors, and the rules of the house
	@$(SETUP) ensure node web-target
	cargo fmt --all --check
	rustfmt --edition 2024 --check src/core/protocol/*.rs
	cargo clippy --quiet --workspace --all-targets -- -D warnings
	tests/setup/cargo-web.sh clippy --quiet --package vizochok-widget --lib -- -D warnings
	node npm/scripts/rules.mjs

sizes: dist ## raw, gzip and brotli of every shipped file; fails above the budget
	@node npm/scripts/sizes.mjs

bench: dist ## CPU, frames, start and memory of ours beside other widgets in Chromium; fails above the targets
	@VIZOCHOK_BROWSERS=chromium $(SETUP) ensure browsers
	@cd tests/bench && npm ci --silent --ignore-scripts --no-audit --no-fund
	@node tests/bench/bench.mjs

clean: ## what was built in this clone; the tools stay
	rm -rf target npm/dist npm/node_modules tests/packaging/dist tests/packaging/node_modules tests/bench/node_modules
