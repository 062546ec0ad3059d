exec node node_modules/.bin/llmock --host 127.0.0.1 --port "$PORT" --fixtures fixtures.json --log-level warn
