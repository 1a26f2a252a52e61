# Daylight: make help lists what there is.
GO      ?= go
BIN     := bin/daylight
DEMO    := demo
SEED    ?= 1
SERVE   ?= 1

.PHONY: help build console demo test quick bench fuzz lint generate screenshots tables clean setup

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

build: ## build bin/daylight
	CGO_ENABLED=0 $(GO) build -trimpath -o $(BIN) ./cmd/daylight

console: ## build the web console, which the next build embeds (needs Node 20)
	@sh tools/console.sh

demo: console build ## build, make a sample company, scan it, and open the console on it (SERVE=0 ends before that)
	@rm -rf $(DEMO)
	@$(BIN) simulate --seed $(SEED) --employees 2000 --cells 3 --out $(DEMO)/company
	@$(BIN) scan $(DEMO)/company --config $(DEMO)/company/daylight.yaml --db $(DEMO)/daylight.db --html $(DEMO)/report.html; code=$$?; \
	  if [ $$code -ne 0 ] && [ $$code -ne 3 ]; then exit $$code; fi
	@echo "The report as a page: file://$(CURDIR)/$(DEMO)/report.html"
	@if [ "$(SERVE)" != 0 ]; then exec $(BIN) serve --demo --db $(DEMO)/daylight.db --data $(DEMO)/files \
	  --config $(DEMO)/company/daylight.yaml 2>$(DEMO)/server.log; fi

setup: # what the tests need beside Go: a C compiler for the race detector
	@sh tools/setup.sh

test: setup ## all that CI runs: vet, generated files, every test under the race detector
	@sh tools/test.sh

quick: ## the tests without the race detector, for every save
	$(GO) test -short ./...

bench: build ## measure speed and size, as ratios to a reference in the same run (LOAD=full: a server with a million people)
	@sh tools/bench.sh

fuzz: ## fuzz every reader for FUZZTIME (default 30s) each
	@sh tools/fuzz.sh

lint: ## vet and staticcheck
	$(GO) vet ./...
	$(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

generate: build ## write docs/rules anew from the detectors, and the console's types from the API
	$(BIN) internal-docs docs/rules
	UPDATE=1 $(GO) test -count=1 -run 'TestConsoleDocument$$' ./internal/app
	cd console && npm run api

screenshots: console build ## take the pictures of docs/images anew (needs Node and Chromium)
	cd console && npx vitest run --project pictures
	$(GO) run ./tools/pictures .bench/pictures docs/images

tables: ## refresh the committed tables from npm (needs Node); see tools/tables
	$(GO) run ./tools/tables places && $(GO) run ./tools/tables ip

clean: ## remove what was built
	rm -rf bin $(DEMO) .bench
