# What people and CI call; scripts/ holds what is longer than a line.
SWIFT ?= swift
PORT ?= 8080
DATA ?= ./data
FUZZ_RUNS ?= 100000
# The program then runs where no Swift is installed, and calls its runtime a little faster.
STATIC = $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib)

.PHONY: help setup build release run test unit e2e lint format corpus fuzz bench-url bench-recognition bench-threats bench-lookalikes bench-policy bench-http bench-cases bench-rulings kills clean

help: ## show this list
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## install the system packages that are missing
	@scripts/setup

build: setup ## build the program (debug)
	$(SWIFT) build --product hutong-picture
	$(SWIFT) build --product hutong

release: setup ## build the program for production
	$(SWIFT) build -c release $(STATIC) --product hutong-picture
	$(SWIFT) build -c release $(STATIC) --product hutong

run: build ## serve a gateway with its playground on http://127.0.0.1:$(PORT)
	.build/debug/hutong serve --port $(PORT) --data $(DATA) --playground

test: lint unit fuzz e2e ## everything that must hold before a change lands

unit: setup ## the Swift tests
	@SWIFT="$(SWIFT)" scripts/unit

e2e: build ## a real browser and real requests against the built program
	@scripts/e2e

kills: build ## end a gateway 200 times with kill -9 while complaints, rulings and appeals come in
	@KILLS=200 scripts/e2e -s test_statements.py

lint: ## refuse what swift format would change
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests

format: ## format the sources
	$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Tests

corpus: setup ## quality of recognition over ../shared/data/share_texts.jsonl
	$(SWIFT) run -c release corpus-report ../shared/data/share_texts.jsonl

bench: bench-url bench-recognition bench-http ## every comparison of speed

bench-url: setup ## compare URL parsers: ours, Foundation's, Rust's, ada
	@Benchmarks/url/compare.sh

bench-recognition: setup ## compare finders of links: ours, Rust's linkify, a regular expression
	@Benchmarks/recognition/compare.sh

bench-http: release ## compare clicks and checks with nginx on one core
	@scripts/setup bench
	@Benchmarks/http/bench.py

bench-cases: release ## measure the moderators' queue with a million complaints and ten million openings
	@Benchmarks/cases/bench.py

bench-rulings: release ## measure how soon the first click obeys a ruling
	@Benchmarks/rulings/bench.py

bench-threats: setup ## measure sets of threat lists at a million and ten million entries, beside a filter in C
	@Benchmarks/threats/compare.sh

bench-lookalikes: setup ## measure what is found of imitated names, what is taken for one, and how long a look takes
	@Benchmarks/lookalikes/compare.sh

bench-policy: setup ## measure verdicts, facts and the compiling of policies
	$(SWIFT) run -c release policy-benchmark

fuzz: build ## FUZZ_RUNS inputs for every fuzz target
	@scripts/fuzz $(FUZZ_RUNS)

clean: ## forget what was built
	rm -rf .build
