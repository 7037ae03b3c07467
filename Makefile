# The front door. `make help` lists what there is; each target installs what it needs and is missing (tools/setup).
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

JOBS ?= $(shell tools/jobs)
RELEASE := build/release
# ASan and UBSan cost half with clang; g++ does where clang is not installed.
ASAN_COMPILER := $(if $(shell command -v clang++-19),clang++-19,g++)
# ThreadSanitizer fails at start where address randomness is wide; setarch -R turns that off where it may.
FIXED_ADDRESSES := $(shell setarch -R true 2>/dev/null && echo setarch -R)
BUILD = cmake --build --preset $(1) --parallel $(JOBS)
# The build whose compile commands and generated sources clang-tidy reads.
LINT_BUILD ?= debug
GENERATED := generated_api generated_features generated_sql

.PHONY: help
help: ## lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## installs everything: build, test and developer packages
	@tools/setup build test dev

.PHONY: build
build: ## builds build/release/slipway
	@tools/setup build
	@[ -e $(RELEASE)/build.ninja ] || cmake --preset release -DSLIPWAY_TESTS=OFF
	@$(call BUILD,release) --target slipway
	@echo "built $(RELEASE)/slipway"

PREFIX ?= /usr/local
.PHONY: install
install: build ## puts slipway into PREFIX/bin (/usr/local), below DESTDIR where that is given
	@install -D -m 0755 $(RELEASE)/slipway $(DESTDIR)$(PREFIX)/bin/slipway
	@echo "installed $(DESTDIR)$(PREFIX)/bin/slipway"

.PHONY: demo
demo: build ## releases a small data project in front of you and leaves the server running
	@tools/demo

.PHONY: test
test: ## builds and runs all tests; the last line is "N passed, N failed"
	@tools/setup build test
	@cmake --preset release -DSLIPWAY_TESTS=ON
	@$(call BUILD,release)
	@tools/run-tests --build $(RELEASE) --e2e

.PHONY: lint
lint: ## format, scripts and clang-tidy of what changed; CI and make check both run this
	@tools/setup build test dev
	@tools/check-scripts
	@tools/check-format
	@[ -e build/$(LINT_BUILD)/build.ninja ] || cmake --preset $(LINT_BUILD)
	@$(call BUILD,$(LINT_BUILD)) --target $(GENERATED)
	@tools/check-tidy build/$(LINT_BUILD)

.PHONY: check
check: lint ## what CI asks of a change: make lint, then all tests in the debug build
	@cmake --preset debug
	@$(call BUILD,debug)
	@tools/run-tests --build build/debug --e2e

.PHONY: check-long
check-long: ## clang-tidy on all of src, then the tests with 300 crash rounds instead of 60 (CRASH_ROUNDS=10000 for more)
	@tools/setup build test dev
	@cmake --preset debug
	@$(call BUILD,debug) --target $(GENERATED)
	@tools/check-tidy build/debug $$(git ls-files 'src/*.cpp')
	@cmake --preset release -DSLIPWAY_TESTS=ON
	@$(call BUILD,release)
	@SLIPWAY_TEST_CRASH_ROUNDS=$${CRASH_ROUNDS:-300} SLIPWAY_TEST_LONG=1 tools/run-tests --build $(RELEASE) --e2e --time-limit 7200

.PHONY: bench
bench: ## measures deployments, the API, start-up and the engine against floors, on both databases; takes some 35 minutes
	@tools/setup build test dev
	@[ -e $(RELEASE)/build.ninja ] || cmake --preset release -DSLIPWAY_TESTS=OFF
	@$(call BUILD,release) --target slipway
	@bench/run

.PHONY: bench-engine
bench-engine: ## of these only the engine: drains, chains, fans, Shell nodes, idle; takes some 13 minutes
	@tools/setup build test dev
	@[ -e $(RELEASE)/build.ninja ] || cmake --preset release -DSLIPWAY_TESTS=OFF
	@$(call BUILD,release) --target slipway
	@bench/run --only engine

.PHONY: asan
asan: ## C++ tests (all, or TESTS="base domain") under AddressSanitizer and UndefinedBehaviorSanitizer
	@tools/setup build test
	@cmake --preset asan -DCMAKE_CXX_COMPILER=$(ASAN_COMPILER)
	@$(call BUILD,asan) --target $$(tools/run-tests --build build/asan --targets $(TESTS))
	@tools/run-tests --build build/asan $(TESTS)

.PHONY: tsan
tsan: ## C++ tests (all, or TESTS="...") under ThreadSanitizer
	@tools/setup build test dev
	@cmake --preset tsan
	@$(call BUILD,tsan) --target $$(tools/run-tests --build build/tsan --targets $(TESTS))
	@$(FIXED_ADDRESSES) tools/run-tests --build build/tsan $(TESTS)

.PHONY: clang
clang: ## builds everything with clang-19, warnings as errors
	@tools/setup build test dev
	@cmake --preset clang
	@$(call BUILD,clang)

.PHONY: format
format: ## formats the C++ files that changed since the last commit
	@tools/setup dev
	@tools/check-format --fix

.PHONY: clean
clean: ## removes build/ and .venv/; installed packages stay
	@rm -rf build .venv
