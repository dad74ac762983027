# Kepu: make run, make test, make check, make bench. Nothing else to remember.

SHELL := /bin/bash
SWIFT_BUILD_FLAGS ?=
KEPU_DATABASE ?= sqlite:var/kepu.sqlite
export KEPU_DATABASE

.PHONY: run test check bench build tools tools-test tools-bench assets clean format messages

## Starts the portal on http://127.0.0.1:8080 with the shipped data.
run: tools assets
	swift build -c release --product kepu $(SWIFT_BUILD_FLAGS)
	.build/release/kepu serve $(ARGS)

## Runs every test: rules, queries on both databases, routes, the browser, and clients that others wrote.
test: tools tools-test assets
	scripts/with-postgres swift test $(SWIFT_BUILD_FLAGS)
	scripts/with-postgres scripts/run-clients .build/debug/kepu

## Checks style, messages in every language, and that the rooms import only what stands below them.
check: tools
	swift format lint --strict --recursive Sources Tests Package.swift
	scripts/messages --check
	scripts/check-texts

## Measures speed with a release build and prints a table.
bench: tools tools-bench assets
	swift build -c release --product kepu $(SWIFT_BUILD_FLAGS)
	scripts/with-postgres --durable scripts/bench .build/release/kepu

## Formats the sources as `make check` wants them.
format:
	swift format --in-place --recursive Sources Tests Package.swift

## Brings the message catalogs up to date with the sources.
messages:
	scripts/messages

tools:
	@scripts/install-tools run
tools-test:
	@scripts/install-tools test
tools-bench:
	@scripts/install-tools bench
assets:
	@scripts/fetch-assets
clean:
	rm -rf .build var Public/vendor
