# syntax=docker/dockerfile:1
ARG NODE_IMAGE=node:20.20.2-bookworm-slim

FROM ${NODE_IMAGE} AS manifests
WORKDIR /marquee
COPY package.json package-lock.json .npmrc ./
COPY apps/api/package.json apps/api/
COPY apps/web/package.json apps/web/
COPY libs/drift/package.json libs/drift/
COPY libs/recommender/package.json libs/recommender/
COPY migrations/package.json migrations/

# Everything that the build needs; no package's install script runs.
FROM manifests AS build
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY nx.json tsconfig.base.json ./
COPY apps apps
COPY libs libs
COPY migrations migrations
RUN NX_DAEMON=false NX_TUI=false NX_NO_CLOUD=true npx nx run-many -t build --outputStyle=static --parallel=2

# What the API needs at run time. Optional packages are the embedded PostgreSQL: here DATABASE_URL names another.
FROM manifests AS dependencies
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund \
  --workspace=@marquee/api --workspace=@marquee/drift --workspace=@marquee/migrations --workspace=@marquee/recommender

FROM ${NODE_IMAGE} AS runtime
ENV NODE_ENV=production \
  HOST=0.0.0.0 \
  PORT=8080 \
  DATA_DIR=/data \
  LOG_FORMAT=json
WORKDIR /marquee
RUN mkdir /data && chown node:node /data
COPY --from=dependencies /marquee ./
COPY --from=build /marquee/apps/api/dist apps/api/dist
COPY --from=build /marquee/apps/web/dist apps/web/dist
COPY --from=build /marquee/libs/drift/dist libs/drift/dist
COPY --from=build /marquee/libs/recommender/dist libs/recommender/dist
COPY --from=build /marquee/migrations/dist migrations/dist
COPY data data
COPY LICENSE ./
USER node
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
# Until the process answers: migrations, and on an empty database the first import and training run after it listens.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "apps/api/dist/main.js"]
