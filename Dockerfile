# One image for all of Một Cửa's processes; which one runs is the command: see compose.yaml and docs/operations.md.
FROM python:3.10-slim-bookworm AS environment
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv /app/.venv \
    && /app/.venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock
COPY pyproject.toml README.md ./
COPY bot bot
COPY actions actions
RUN /app/.venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation -e .

FROM python:3.10-slim-bookworm
# What a backup of PostgreSQL is made with.
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin motcua \
    && mkdir /models /backups /app \
    && chown motcua /models /backups
WORKDIR /app
COPY --from=environment /app /app
COPY config.yml domain.yml endpoints.yml credentials.yml Procfile ./
COPY data data
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    RASA_TELEMETRY_ENABLED=false \
    RASA_CACHE_DIRECTORY=/tmp/rasa \
    TF_CPP_MIN_LOG_LEVEL=3 \
    MOTCUA_MODELS=/models
USER 10001
ENTRYPOINT ["bot"]
CMD ["--help"]
