# Two stages: the first has pip and its caches, the second only what runs.
#   docker build -t stride .
#   docker run --rm -p 8000:8000 -v stride-data:/data --read-only --tmpfs /tmp stride
# The jail of the workers needs no library and no privilege: Docker's own seccomp profile allows prctl and
# Landlock's calls. Add `-e STRIDE_JAIL=require` to refuse to start on a host whose kernel lacks them.

FROM python:3.13-slim AS build
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY app/__init__.py app/
RUN /venv/bin/pip install --quiet -c constraints.txt --no-deps --extra-index-url "$TORCH_INDEX" torch \
    && /venv/bin/pip install --quiet -c constraints.txt .

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin stride \
    && install -d -o stride -g stride /data
COPY --from=build /venv /venv
WORKDIR /stride
COPY app app
COPY content content
COPY static static
COPY templates templates
RUN /venv/bin/python -m compileall -q app
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 DATABASE_URL=sqlite:////data/stride.db
USER stride
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "-m", "app", "serve", "--host", "0.0.0.0", "--port", "8000"]
