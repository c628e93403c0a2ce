# The hub for production: no compiler, no embedded PostgreSQL, no root.
FROM python:3.11-slim-bookworm AS build
WORKDIR /hub
RUN python -m venv /venv
COPY requirements/serve.txt requirements/
RUN /venv/bin/pip install --no-cache-dir --require-hashes --no-deps --only-binary :all: -r requirements/serve.txt
COPY pyproject.toml ./
COPY profiles profiles
COPY consent consent
COPY adapters adapters
COPY hub hub
RUN /venv/bin/pip install --no-cache-dir --no-index --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
# By which is printed.
RUN apt-get update && apt-get install -y --no-install-recommends \
  libpango-1.0-0 libpangoft2-1.0-0 fontconfig fonts-dejavu-core && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home hub && install -d -o hub /checkpoints
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1
ENV HUB_CHECKPOINT_FILES=/checkpoints/checkpoints.jsonl
VOLUME /checkpoints
USER hub
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=2)"]
CMD ["hub", "serve", "--host", "0.0.0.0", "--port", "8000"]
