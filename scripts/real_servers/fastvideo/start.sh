# It tells clients where its files are: a path from here, and not one of this machine.
PYTHON=$PWD/python
cd "$RUN"
exec "$PYTHON" "$HERE/serve.py" "$PORT" files
