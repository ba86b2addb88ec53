# The recipes are in scripts/; docs/building.md says where tools come from and what is kept where.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run dev test bench race build fmt lint sqlx pictures

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

run: build ## Build the release and start it with demo data on http://127.0.0.1:3000
	@source scripts/env; exec target/release/praxis serve --demo

dev: ## The same as run, rebuilding on change
	@scripts/tools build
	@source scripts/env; unset LEPTOS_SITE_ROOT; exec cargo leptos watch -- serve --demo

test: ## Everything that has to pass: format, lints, unit, integration and end-to-end tests
	@scripts/test

bench: ## What is measured: Praxis under load, beside PostgreSQL and FastAPI; and whether times tell who has an account
	@scripts/tools bench
	@scripts/build
	@scripts/bench

race: ## Races for the same times while servers and database are killed: a minute of it, then a verdict
	@scripts/tools build
	@scripts/race

build: ## The release: target/release/praxis and target/site
	@scripts/build

fmt: ## Format the sources
	@scripts/tools build
	@source scripts/env; cargo fmt

lint: ## Lint both sides, server and browser
	@scripts/tools build
	@scripts/lint

sqlx: ## Renew .sqlx after a change to SQL or migrations
	@scripts/sqlx-prepare

pictures: ## Pictures of every page, at three widths, light and dark: end2end/test-results/pictures
	@scripts/tools test
	@scripts/build
	@PRAXIS_PICTURES=1 scripts/e2e --project=pictures
