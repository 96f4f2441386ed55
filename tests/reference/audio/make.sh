#!/bin/sh
# Makes the small encoded files of this folder: real encoders' output, for tests/audio_excerpt.
#
# Needs ffmpeg with libmp3lame, libvorbis and libopus; these were made by ffmpeg 5.1.9. Other versions write other bytes: then the
# tests still hold, but for the lengths they state.
set -eu
cd "$(dirname "$0")"

# Two tones, one of them gliding: two seconds for the lossy codecs, one quiet second for the lossless ones, to stay small.
loud='0.3*sin(2*PI*(200+100*t)*t)+0.1*sin(2*PI*700*t)'
quiet='0.002*sin(2*PI*(200+100*t)*t)+0.001*sin(2*PI*700*t)'
make() {
    formula=$1 seconds=$2 rate=$3
    shift 3
    ffmpeg -v error -y -f lavfi -i "aevalsrc=$formula:s=$rate:d=$seconds" -map_metadata -1 -fflags +bitexact -flags:a +bitexact "$@"
}

make "$loud" 2 16000 -b:a 16k constant.mp3
make "$loud" 2 16000 -q:a 9 -metadata title=glide -id3v2_version 3 variable.mp3
make "$loud" 2 16000 -b:a 16k -write_xing 0 bare.mp3
make "$loud" 2 16000 -b:a 8k layer2.mp2
make "$loud" 2 8000 -c:a libvorbis -q:a -1 vorbis.ogg
make "$loud" 2 16000 -c:a libopus -b:a 6k -page_duration 200000 opus.opus
make "$loud" 2 8000 -c:a aac -b:a 8k back.m4a
make "$loud" 2 8000 -c:a aac -b:a 8k -movflags +faststart front.m4a
make "$loud" 2 8000 -c:a aac -b:a 8k -movflags +frag_keyframe+empty_moov+default_base_moof -frag_duration 500000 fragments.mp4
make "$loud" 2 8000 -c:a aac -b:a 8k stream.aac
make "$quiet" 1 8000 -sample_fmt s16 -frame_size 1024 -metadata_header_padding 0 glide.flac
make "$quiet" 1 8000 -sample_fmt s16 -frame_size 1024 -c:a flac -page_duration 200000 flac.ogg
make "$quiet" 1 8000 -sample_fmt s16p -c:a alac lossless.m4a
