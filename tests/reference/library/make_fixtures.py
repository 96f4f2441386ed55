#!/usr/bin/env python3
"""Small files as NumPy, pandas and taggers write them, for the tests of the library.

  python make_fixtures.py        # needs numpy, pandas, mutagen and the program ffmpeg; writes beside itself

Arrays hold arange(n) / 4 - 1 in row-major order (integers: arange(n) - 4). Sounds are a tenth of a second of a tone.
Written with numpy 2.4.6, pandas 3.1.1, mutagen 1.48.1 and ffmpeg 5.1; what matters of the output does not depend on them.
"""
import subprocess
from pathlib import Path

import mutagen
import mutagen.id3
import mutagen.mp4
import mutagen.wave
import numpy as np
import pandas as pd

HERE = Path(__file__).parent


def numbers(shape, dtype="<f4"):
    count = np.arange(np.prod(shape))
    return (count - 4 if "i" in dtype else count / 4 - 1).reshape(shape).astype(dtype)


def arrays():
    for dtype, name in [("<f4", "f4"), (">f4", "f4_big"), ("<f8", "f8"), (">f8", "f8_big"), ("<i8", "i8"), (">i8", "i8_big")]:
        np.save(HERE / f"matrix_{name}.npy", numbers((3, 4), dtype))
    np.save(HERE / "matrix_fortran.npy", np.asfortranarray(numbers((3, 4))))
    np.save(HERE / "maps_fortran.npy", np.asfortranarray(numbers((2, 1, 3, 4), ">f8")))
    np.save(HERE / "maps.npy", numbers((2, 1, 3, 4)))
    np.save(HERE / "song_logmelspec.npy", numbers((1, 3, 4)))
    np.save(HERE / "song.npy", numbers((5,)))
    np.save(HERE / "cube.npy", numbers((2, 3, 4)))
    np.save(HERE / "scalar.npy", np.float32(1.0))
    np.save(HERE / "complex.npy", numbers((3, 4)).astype("<c8"))
    np.save(HERE / "structured.npy", np.zeros(3, dtype=[("a", "<f4"), ("b", "<i8")]))
    np.save(HERE / "objects.npy", np.array(["a", {"b": 1}], dtype=object), allow_pickle=True)
    np.save(HERE / "empty.npy", numbers((0, 4)))
    bad = numbers((3, 4))
    bad[1, 2], bad[2, 0] = np.nan, np.inf
    np.save(HERE / "not_finite.npy", bad)
    with open(HERE / "version_2.npy", "wb") as file:
        np.lib.format.write_array(file, numbers((3, 4)), version=(2, 0))
    with open(HERE / "version_3.npy", "wb") as file:
        np.lib.format.write_array(file, numbers((3, 4)), version=(3, 0))
    ids = np.array(["ek", "dui", "তিন🎵"])
    np.savez(HERE / "stored.npz", z=numbers((3, 4)), ids=ids, clusters=np.array([0, 1, -1], dtype="<i4"))
    np.savez_compressed(HERE / "deflated.npz", features=numbers((3, 1, 2, 2), ">f8"), ids=ids.astype(">U6"))
    np.savez_compressed(HERE / "whole_numbers.npz", arr_0=numbers((3, 4)), song_id=np.array([7, 8, -9]))
    np.savez(HERE / "two_arrays.npz", left=numbers((3, 4)), right=numbers((3, 4)))
    np.savez(HERE / "pickled_ids.npz", x=numbers((3, 4)), ids=ids.astype(object))
    np.savez(HERE / "few_ids.npz", x=numbers((3, 4)), ids=ids[:2])


def tables():
    """System A's three tables: two songs of three have several clips; one lacks lyrics, one a genre."""
    songs = ["alpha", "alpha", "beta", "gamma", "alpha", "delta", "beta"]
    audio = pd.DataFrame(numbers((len(songs), 40), "<f8"), columns=range(40))
    audio["song_id"] = songs
    audio.to_csv(HERE / "train_audio.csv", index=False)
    audio.to_csv(HERE / "train_audio_counted.csv")
    lyrics = pd.DataFrame({"song_id": ["beta", "alpha", "gamma", "omega"], "cleaned_lyrics": ["la la", "আমার গান", "so, so", "nobody"]})
    lyrics.to_csv(HERE / "train_lyrics.csv", index=False)
    genre = pd.DataFrame({"song_id": ["alpha", "beta", "delta", "omega"], "genre": ["waltz", "techno", "waltz", "folk"]})
    genre.to_csv(HERE / "train_genre.csv", index=False)
    merged = audio.merge(lyrics, on="song_id").merge(genre, on="song_id")
    merged.to_csv(HERE / "train_merged.csv", index=False)


TITLE, ARTIST, LYRICS = "গান <script>1</script>", "Ṛina & Co", "এক\nদুই <b>"


def sound(name, *options):
    tone = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=22050:duration=0.1"]
    plain = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact", "-ac", "1"]
    subprocess.run(["ffmpeg", "-y", "-loglevel", "error", *tone, *plain, *options, str(HERE / name)], check=True)
    return HERE / name


def id3(tags, encoding=3, genre="Waltz", pictures=0):
    if pictures:
        tags.add(mutagen.id3.APIC(encoding=3, mime="image/png", type=3, data=bytes(pictures)))
    tags.add(mutagen.id3.TIT2(encoding=encoding, text=TITLE))
    tags.add(mutagen.id3.TPE1(encoding=encoding, text=ARTIST))
    tags.add(mutagen.id3.TCON(encoding=encoding, text=genre))
    tags.add(mutagen.id3.USLT(encoding=encoding, lang="ben", desc="", text=LYRICS))


def vorbis(path):
    file = mutagen.File(path)
    file["title"], file["artist"], file["genre"], file["lyrics"] = TITLE, ARTIST, "Waltz", "[00:01.00]এক\n[00:02.00]দুই <b>"
    file.save()


def sounds():
    mp3 = ["-c:a", "libmp3lame", "-b:a", "8k", "-write_xing", "0", "-id3v2_version", "0"]
    for name, version, encoding, genre in [("id3v24.mp3", 4, 3, "Waltz"), ("id3v23.mp3", 3, 1, "(17)")]:
        path = sound(name, *mp3)
        tags = mutagen.id3.ID3()
        id3(tags, encoding, genre)
        tags.save(path, v2_version=version)
    path = sound("id3v1.mp3", *mp3)
    with open(path, "ab") as file:
        file.write(b"TAG" + b"Old Title".ljust(30, b"\0") + b"Old Artist".ljust(30) + bytes(30) + b"1999" + bytes(30) + bytes([17]))
    sound("untagged.mp3", *mp3)
    path = sound("tagged.flac", "-c:a", "flac")
    vorbis(path)
    vorbis(sound("tagged.ogg", "-c:a", "libvorbis", "-q:a", "0"))
    vorbis(sound("tagged.opus", "-c:a", "libopus", "-b:a", "8k"))
    for name, flags in [("tagged.m4a", []), ("tagged_front.m4a", ["-movflags", "+faststart"])]:
        path = sound(name, "-c:a", "aac", "-b:a", "16k", *flags)
        file = mutagen.mp4.MP4(path)
        file["\xa9nam"], file["\xa9ART"], file["\xa9gen"], file["\xa9lyr"] = TITLE, ARTIST, "Waltz", LYRICS
        file.save()
    path = sound("tagged.wav", "-c:a", "pcm_u8", "-ar", "8000")
    file = mutagen.wave.WAVE(path)
    file.add_tags()
    id3(file.tags)
    file.save()
    path = sound("info.wav", "-c:a", "pcm_u8", "-ar", "8000")
    data = path.read_bytes()
    fields = b"".join(key + len(text).to_bytes(4, "little") + text for key, text in [(b"INAM", b"Old Title\0"), (b"IART", b"Old Artist\0\0")])
    data += b"LIST" + (4 + len(fields)).to_bytes(4, "little") + b"INFO" + fields
    path.write_bytes(data[:4] + (len(data) - 8).to_bytes(4, "little") + data[8:])


if __name__ == "__main__":
    arrays()
    tables()
    sounds()
