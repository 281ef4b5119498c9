# 众创台：make run 启动，make test 检查，make bench 测量。
SHELL := /bin/bash
.DEFAULT_GOAL := help
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c
PORT ?= 8000
PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV_VERSION := 0.13.9
UV := $(shell command -v uv || echo .tools/bin/uv)
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
.PHONY: help run setup environment test chaos bench lighthouse format clean

help:  ## 列出命令
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.tools/bin/uv:
	@echo "· 没有 uv，从 PyPI 安装到 .tools"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "需要 Python 3.11（含 venv）：请先安装，或用 make PYTHON=/路径/python3.11。 Python 3.11 is needed."; exit 1; }
	@$(PYTHON) -m venv .tools && .tools/bin/python -m pip install --quiet 'uv==$(UV_VERSION)'

.venv/synced: pyproject.toml uv.lock | $(filter .tools/bin/uv,$(UV))
	@echo "· 按锁文件准备 Python 环境"
	@$(UV) sync --quiet --locked --python $(PYTHON)
	@touch .venv/synced

environment: .venv/synced

setup: .venv/synced  ## 准备环境、前端、数据库、政策包、演示数据
	@.venv/bin/zhongchuang setup

run: setup  ## 启动：http://127.0.0.1:8000（PORT= 换端口）
	@exec .venv/bin/zhongchuang serve --port $(PORT)

test: .venv/synced  ## 全部检查：格式、类型、楼层、两种数据库、真实浏览器
	@.venv/bin/python -m tests.gate

chaos: .venv/synced  ## 付款与导入途中各杀进程 200 次（测试里是 20 次）
	@ZHONGCHUANG_CHAOS=200 .venv/bin/pytest tests/concurrency -k killed_anywhere -s

bench: .venv/synced  ## 性能测量，结果写入 bench/RESULTS.md
	@$(UV) sync --quiet --locked --group bench --python $(PYTHON) && touch .venv/synced
	@.venv/bin/python -m bench

lighthouse: .venv/synced  ## 五个主要页面的 Lighthouse 分数（四项都要 ≥ 95）
	@.venv/bin/python -m tests.lighthouse

format: .venv/synced  ## 排版代码与模板
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix . && .venv/bin/djlint --quiet --reformat src || true

clean:  ## 删除本机生成的一切（数据库也在内）
	@rm -rf .venv .tools node_modules var build src/zhongchuang/core/static/vendor
