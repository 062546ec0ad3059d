# Lists, characters and ids that LiteLLM does not know go to https://api.openai.com/v1, whatever OPENAI_BASE_URL says: the
# proxy that they are sent through is a port of this machine where nobody listens.
export HTTPS_PROXY=http://127.0.0.1:9 HTTP_PROXY=http://127.0.0.1:9 NO_PROXY=127.0.0.1,localhost
export OPENAI_BASE_URL=$UPSTREAM OPENAI_API_BASE=$UPSTREAM OPENAI_API_KEY=$UPSTREAM_KEY
export HOSTED_VLLM_API_BASE=$UPSTREAM HOSTED_VLLM_API_KEY=$UPSTREAM_KEY
export LITELLM_LOCAL_MODEL_COST_MAP=True LITELLM_TELEMETRY=False DISABLE_ADMIN_UI=True NO_DOCS=True
exec ./litellm --config "$HERE/config.yaml" --host 127.0.0.1 --port "$PORT" --num_workers 1
