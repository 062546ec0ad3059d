exec node node_modules/.bin/prism mock --host 127.0.0.1 --port "$PORT" "$HERE/../../../openapi.yaml"
