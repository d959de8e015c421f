# The two commands are `make run` and `make test`; the others are parts of them or measure something.

# One configuration for everything: what is tested is what is run, and nothing is built twice.
BUILD = swift build -c release --explicit-target-dependency-import-check error
BIN = .build/release
# One test after the other: two cores are few for a daemon, its clients and a browser at once.
TEST = swift test -c release --skip-build --disable-xctest --no-parallel
# Some tests hold our answers against those of other programs' libraries.
export SHOWTELL_PYTHON = $(CURDIR)/.venv/bin/python
ARGS ?=

.PHONY: run test build build-tests lint measure screenshot bench bench-peers bench-sparse bench-live bench-teach bench-objects bench-delivery bench-whep soak lab setup-build setup-test clean help

help: ## Says what there is
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|'

run: build ## Builds and starts the daemon; ARGS="--source …" goes to it
	@$(BIN)/showtell serve $(ARGS)

build: setup-build
	@echo "Building; the first time takes some minutes."
	@$(BUILD) --product showtell

build-tests: setup-test
	@$(BUILD) --build-tests

test: build-tests lint ## Runs every test, in a real browser too
	$(TEST) --skip EndToEndTests
	$(TEST) --filter EndToEndTests

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks
	scripts/check-files

measure: build ## Teaches the daemon on its own clip and prints accuracy, latency, load and memory
	@$(BUILD) --product clip-exam
	@$(BIN)/clip-exam

screenshot: build ## Takes the README's picture of the page anew
	@scripts/setup test
	@scripts/screenshot

bench: build ## Milliseconds a stage of the extractor, beside the machine's best, and how they grow
	@$(BUILD) --product features-bench
	@$(BIN)/features-bench Tests/FeaturesTests/Golden/golden.json .build/growth.svg

bench-peers: build ## The extractor beside ONNX Runtime and OpenVINO on the same net
	@$(BUILD) --product features-bench
	@scripts/setup test
	@scripts/setup-python bench
	@.venv/bin/python Benchmarks/peers.py $(BIN)

bench-sparse: lab ## Sparse coding beside scikit-learn and SPAMS; DATA=folder of folders of photographs
	@$(BUILD) --product sparse-bench
	@scripts/setup test
	@scripts/setup-python sparse
	@.venv/bin/python Benchmarks/sparse_coding.py $(BIN) $(DATA)

bench-teach: setup-build ## What teaching costs with 100 to 2,000 samples known, from `teach` to the frame judged with it
	@$(BUILD) --product teach-bench
	@$(BIN)/teach-bench $(ARGS)

soak: build-tests ## Everything at once for an hour: memory, threads and descriptors; ARGS="--minutes 5"
	@python3 Benchmarks/soak.py $(BIN) $(ARGS)

bench-objects: setup-build ## How well several objects are found at once on the clip; ARGS=folder of streams with boxes
	@$(BUILD) --product objects-bench
	@$(BIN)/objects-bench $(ARGS)

bench-delivery: build ## The picture's delay, slow lines and CPU a viewer, beside ustreamer; ARGS="--sections load"
	@$(BUILD) --product FakeCamera
	@scripts/setup test
	@python3 Benchmarks/delivery $(BIN) $(ARGS)

bench-live: lab ## Live teaching beside scikit-learn and streaming LDA; DATA=folder of folders of views, ARGS="--seeds 3"
	@$(BUILD) --product live-bench
	@scripts/setup test
	@scripts/setup-python live
	@.venv/bin/python Benchmarks/live_peers.py $(BIN) $(DATA) $(ARGS)

bench-whep: build ## What a viewer over WebRTC costs and leaves, beside bare webrtcbin and Janus; ARGS="--counts 1,10,20,50"
	@scripts/setup test
	@/usr/bin/python3 Benchmarks/whep/bench.py $(BIN) $(ARGS)

lab: setup-build ## Builds the laboratory, .build/release/showtell-lab
	@$(BUILD) --product showtell-lab

setup-build:
	@scripts/setup build run

setup-test:
	@scripts/setup build run test
	@scripts/setup-python test

clean: ## Removes what was built
	rm -rf .build
