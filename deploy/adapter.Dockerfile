# An adapter beside its source: no hub, no compiler, no root.
#   docker build -f deploy/adapter.Dockerfile -t exchange-hub-adapter .
#   docker run -v STATE:/state -v /srv/export:/source:ro -v /etc/exchange-hub/gp.jwk:/key.jwk:ro \
#     exchange-hub-adapter adapters.gp --hub https://… --client-id … --key /key.jwk \
#     --source /source --state /state
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
RUN useradd --system --uid 10002 --no-create-home adapter && install -d -o adapter -m 0700 /state
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1
VOLUME /state
USER adapter
# It writes its measures each few seconds, whatever it waits for.
HEALTHCHECK --interval=60s --timeout=5s --start-period=60s \
  CMD ["find", "/state/intake.prom", "-mmin", "-5"]
ENTRYPOINT ["python", "-m"]
