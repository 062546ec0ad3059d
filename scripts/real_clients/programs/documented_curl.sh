#!/usr/bin/env bash
# curl, in the encodings of the documentation: every operation. `documented_curl.sh URL KEY FOLDER`, a line each call.
set -euo pipefail
if [ "$1" = --version ]; then
  curl --version | sed -E 's/^curl ([0-9.]+).*/\1/;q'
  exit
fi
url=$1 folder=$3
cd "$folder"
# The key is in a file, and in no list of processes.
printf 'header = "Authorization: Bearer %s"\n' "$2" > curl.cfg

ask() { curl -sS --fail-with-body -K curl.cfg "$@"; }
of() { sed -E "s/.*\"$1\": ?\"([^\"]*)\".*/\1/" <<< "$answer"; }
# tell OPERATION INPUT SENT: the id is the one of the last answer.
tell() { printf '{"operation":"%s","input":"%s","sent":%s,"id":"%s"}\n' "$1" "$2" "$3" "$(of id)"; }
json() { ask -H 'Content-Type: application/json' "$@"; }

answer=$(ask "$url/videos" -F prompt='a form')
tell create_video 'a form' '{"prompt":"a form"}'
first=$(of id)
answer=$(ask "$url/videos" -H 'Content-Type: multipart/form-data' -F prompt='a form and a file' -F model=sora-2-pro \
  -F seconds=8 -F size=1280x720 -F 'input_reference=@still.png;type=image/png')
tell create_video 'a form and a file' '{"prompt":"a form and a file","model":"sora-2-pro","seconds":"8","size":"1280x720","input_reference":{"file":"still.png"}}'
answer=$(json "$url/videos" -d '{"prompt":"JSON","seconds":"4"}')
tell create_video JSON '{"prompt":"JSON","seconds":"4"}'
answer=$(json "$url/videos" -d '{"prompt":"JSON, image_url","input_reference":{"image_url":"https://example.org/still.png"}}')
tell create_video 'JSON, image_url' '{"prompt":"JSON, image_url","input_reference":{"image_url":"https://example.org/still.png"}}'

answer=$(json "$url/videos" -d '{"prompt":"poll [fail]"}')
tell create_video 'a job that fails' '{"prompt":"poll [fail]"}'
failed=$(of id)
until [ "$(of status)" = failed ]; do answer=$(ask "$url/videos/$failed"); done
until [ "$(of status)" = completed ]; do answer=$(ask "$url/videos/$first"); done
printf '{"operation":"retrieve_video","input":"an id, until it is done","sent":{"id":"%s"},"id":"%s","status":"%s"}\n' "$first" "$(of id)" "$(of status)"

for of_video in edits:edit_video: extensions:extend_video:4; do
  IFS=: read -r path operation seconds <<< "$of_video"
  more=${seconds:+,\"seconds\":\"$seconds\"}
  form=(-F prompt="$path, a form" ${seconds:+-F seconds="$seconds"})
  answer=$(ask "$url/videos/$path" "${form[@]}" -F video=@clip.mp4)
  tell "$operation" 'a file' "{\"prompt\":\"$path, a form\",\"video\":{\"file\":\"clip.mp4\"}$more}"
  answer=$(ask "$url/videos/$path" -F video=@clip.mp4 "${form[@]}")
  tell "$operation" 'a file, first' "{\"prompt\":\"$path, a form\",\"video\":{\"file\":\"clip.mp4\"}$more}"
  answer=$(ask "$url/videos/$path" -H 'Transfer-Encoding: chunked' "${form[@]}" -F 'video=@-;filename=pipe' < clip.mp4)
  tell "$operation" 'a file of a pipe, chunked' "{\"prompt\":\"$path, a form\",\"video\":{\"file\":\"clip.mp4\"}$more}"
  answer=$(ask "$url/videos/$path" "${form[@]}" -F "video[id]=$first")
  tell "$operation" 'video[id]' "{\"prompt\":\"$path, a form\",\"video\":{\"id\":\"$first\"}$more}"
  answer=$(json "$url/videos/$path" -d "{\"prompt\":\"$path, JSON\",\"video\":{\"id\":\"$first\"}$more}")
  tell "$operation" JSON "{\"prompt\":\"$path, JSON\",\"video\":{\"id\":\"$first\"}$more}"
done
answer=$(json "$url/videos/$first/remix" -d '{"prompt":"JSON"}')
tell remix_video JSON "{\"id\":\"$first\",\"prompt\":\"JSON\"}"
answer=$(ask "$url/videos/$first/remix" -F prompt='a form')
tell remix_video 'a form' "{\"id\":\"$first\",\"prompt\":\"a form\"}"
answer=$(ask "$url/videos/characters" -F name=Mossy -F 'video=@clip.mp4;type=video/mp4')
tell create_character 'a file' '{"name":"Mossy","video":{"file":"clip.mp4"}}'
character=$(of id)
answer=$(ask "$url/videos/characters/$character")
tell get_character 'an id' "{\"id\":\"$character\"}"

for variant in video thumbnail spritesheet; do
  ask "$url/videos/$first/content?variant=$variant" -o "whole.$variant"
  printf '{"operation":"download_content","input":"%s","sent":{"id":"%s","variant":"%s"},"saved":"whole.%s"}\n' $variant "$first" $variant $variant
done
ask -L "$url/videos/$first/content" --output video.mp4
printf '{"operation":"download_content","input":"no variant","sent":{"id":"%s"},"saved":"video.mp4"}\n' "$first"

for order in asc desc; do
  ids=() after='' more=true
  while [ "$more" = true ]; do
    answer=$(ask "$url/videos?limit=3&order=$order$after")
    mapfile -t -O ${#ids[@]} ids < <(grep -oE '"id": ?"video_[^"]*"' <<< "$answer" | sed -E 's/.*"(video_[^"]*)"/"\1"/')
    after="&after=$(of last_id)" more=$(sed -E 's/.*"has_more": ?(true|false).*/\1/' <<< "$answer")
  done
  printf '{"operation":"list_videos","input":"all pages, %s","sent":{},"order":"%s","ids":[%s]}\n' $order $order "$(IFS=,; echo "${ids[*]}")"
done
answer=$(ask -X DELETE "$url/videos/$failed")
printf '{"operation":"delete_video","input":"an id","sent":{"id":"%s"},"id":"%s","deleted":true}\n' "$failed" "$(of id)"
