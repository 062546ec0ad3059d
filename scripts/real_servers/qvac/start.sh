exec node serve.mjs "$PORT" "$RUN"
