# Its settings and its videos are where XDG_DATA_HOME says.
export XDG_DATA_HOME=$RUN
exec ./python "$HERE/serve.py" "$PORT" "$KEY"
