SHELL := /bin/bash
PREFIX ?= /usr/local
BINARY = .build/release/fleetseal
AGENT = .build/release/fleetseal-agent

.PHONY: help build release test lint fuzz bench demo demo-kubernetes install clean

help:
	@echo 'make build     build for debugging'
	@echo 'make release   build optimised, with the Swift runtime inside: $(BINARY), $(AGENT)'
	@echo 'make test      everything that must hold: lint, tests, sanitizers, fuzzing, end to end'
	@echo 'make lint      check the form of sources, scripts and documents'
	@echo 'make fuzz      fuzz every parser for FUZZ_SECONDS (60) each'
	@echo 'make bench     measure; SHORT=1 for a first impression'
	@echo 'make demo      see it at work'
	@echo 'make demo-kubernetes   the same on real API servers'
	@echo 'make install   install below PREFIX ($(PREFIX)), inside DESTDIR if that is set'
	@echo 'make clean     remove what was built'

build:
	@. scripts/need.sh && need_build
	swift build

release:
	scripts/release.sh

test:
	@scripts/test.sh

lint:
	@scripts/lint.sh

fuzz:
	@scripts/fuzz.sh

bench:
	@SHORT=$(SHORT) scripts/bench.sh

demo:
	@scripts/demo.sh

demo-kubernetes:
	@scripts/demo-kubernetes.sh

# Installs what `make release` built, so that root compiles nothing.
install:
	@test -x $(BINARY) -a -x $(AGENT) || { echo 'error: $(BINARY) or $(AGENT) is missing: run make release first' >&2; exit 1; }
	install -D -m 0755 $(BINARY) '$(DESTDIR)$(PREFIX)/bin/fleetseal'
	install -D -m 0755 $(AGENT) '$(DESTDIR)$(PREFIX)/bin/fleetseal-agent'

clean:
	rm -rf .build
