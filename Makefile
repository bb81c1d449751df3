# Một Cửa: the commands that a newcomer needs. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help run run-scale test test-long fuzz check train bench lock sbom secrets clean environment environment-dev

export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

BIN := .venv/bin
# Give tests their own words: make test TESTS=tests/catalogue, make test WORKERS=0
TESTS ?=
# One more than processors: much of a test is waiting for a server or a page.
WORKERS ?= 3
REPORT ?= var/tests.xml
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .tools/bin/uv)
COMPILE := $(UV) pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --python-version 3.10

help: ## Danh sách lệnh này
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: environment ## Chuẩn bị mọi thứ rồi chạy trợ lý; dừng bằng Ctrl-C
	@exec $(BIN)/bot up

run-scale: environment ## Như make run, nhưng nhiều máy chủ sau nginx, trên PostgreSQL
	@.ci/proxy
	@exec $(BIN)/bot scale

test: environment-dev ## Chạy tất cả kiểm thử (một phần: TESTS=tests/catalogue)
	@.ci/chromium
	@.ci/redis
	@mkdir -p var
	@$(BIN)/pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder --junitxml=$(REPORT) $(TESTS)

test-long: environment-dev ## Kiểm thử lâu: máy chủ bị tắt ngang, bị dồn dập; nhập hàng nghìn thủ tục
	@.ci/proxy || true
	@mkdir -p var
	@$(BIN)/pytest -q -n $(WORKERS) --dist loadfile -m long $(TESTS)

fuzz: environment-dev ## Một triệu đầu vào hỏng cho mọi cửa nhận (khoảng mười phút)
	@$(BIN)/python -m tests.fuzz

check: environment-dev ## Kiểm tra định dạng, lỗi thường gặp và kiểu dữ liệu
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

train: environment ## Huấn luyện mô hình nếu dữ liệu đã đổi
	@$(BIN)/bot train

bench: environment-dev ## Đo độ chính xác và tốc độ, so với cấu hình mặc định của Rasa
	@$(BIN)/python -m benchmarks

lock: environment-dev ## Ghi lại hai tệp khóa phiên bản theo pyproject.toml
	@$(COMPILE) pyproject.toml -o requirements.lock
	@$(COMPILE) --extra dev pyproject.toml -o requirements-dev.lock

sbom: environment ## Ghi var/sbom.json: mọi gói phần mềm đang dùng, phiên bản và mã băm (CycloneDX)
	@mkdir -p var
	@PYTHONWARNINGS=ignore $(UV) tool run -q --from cyclonedx-bom==7.5.0 cyclonedx-py requirements requirements.lock \
		--pyproject pyproject.toml --output-reproducible --output-format JSON --output-file var/sbom.json
	@echo "Đã ghi var/sbom.json"

secrets: environment-dev ## Tìm mật khẩu, khóa, token lỡ ghi vào tệp trong kho mã
	@$(BIN)/pytest -q -m long tests/test_secrets.py

clean: ## Xóa môi trường, mô hình và bộ nhớ đệm (giữ cơ sở dữ liệu trong var/)
	@rm -rf .venv .tools .cache .rasa .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	@rm -f models/motcua-*.tar.gz
	@find bot actions tests -name __pycache__ -prune -exec rm -rf {} +
	@echo "Đã dọn. Cơ sở dữ liệu và dữ liệu làm việc còn trong var/"

environment:
	@.ci/environment run

environment-dev:
	@.ci/environment dev
