# It makes MP4 of what the engine gives where there is an ffmpeg, which comes with a package.
PATH=$(dirname "$(node -p 'require("@ffmpeg-installer/ffmpeg").path')"):$PATH
exec node serve.mjs "$PORT" "$RUN"
