# The two commands of the README on a clean machine:
#   docker build --tag arntp .            install, execute the chapters, build the pages
#   docker run --rm arntp make test       test everything, with Chromium
# PIP_ARGS chooses another build of torch: --build-arg PIP_ARGS="--extra-index-url URL"
FROM python:3.12-slim-bookworm AS machine

RUN apt-get update \
    && apt-get install --yes --no-install-recommends chromium g++ git make \
    && rm -rf /var/lib/apt/lists/*

FROM machine
WORKDIR /arntp
COPY . .
ARG PIP_ARGS=
RUN make book PIP_ARGS="$PIP_ARGS"
CMD ["make", "test"]
