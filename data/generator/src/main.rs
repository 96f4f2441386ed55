//! The command line of the demo songs; `--help` says what it can do.
#![warn(missing_docs)]

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use lexopt::prelude::*;
use songscape_demo::encode::{EncodeError, Format, encode};
use songscape_demo::pcm::{Channels, Pcm};
use songscape_demo::{SONG_RATE, catalogue, manifest, published};

const HELP: &str = "\
songscape-demo all [--out data]
    Makes every song and the manifest again: <out>/songs/*.mp3 and <out>/metadata.csv.

songscape-demo song <id> --out FILE [--format mp3|wav|wav-float|flac|ogg] [--rate 32000] [--channels 1|2] [--seconds N]
    Makes one song as one file. With --seconds it is cut, or repeated, to that length.

songscape-demo hashes
    Prints the id and the content hash of every song's samples, as tests/pcm_hashes.txt keeps them.
";

/// Why the command could not do its work.
#[derive(Debug, thiserror::Error)]
enum CommandError {
    #[error("{0}\n\n{HELP}")]
    Usage(#[from] lexopt::Error),
    #[error("there is no song {id:?}: ids are waltz_01 … waltz_08, and so for techno, ambient and chiptune")]
    UnknownSong { id: String },
    #[error("{path}: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("{path}: {source}")]
    Encode { path: PathBuf, source: EncodeError },
    #[error("the manifest could not be written: {0}")]
    Manifest(#[from] csv::Error),
}

fn main() -> ExitCode {
    match run(lexopt::Parser::from_env()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut arguments: lexopt::Parser) -> Result<(), CommandError> {
    match arguments.next()? {
        Some(Value(command)) if command == "all" => all(arguments),
        Some(Value(command)) if command == "song" => song(arguments),
        Some(Value(command)) if command == "hashes" => {
            hashes();
            Ok(())
        }
        Some(Long("help") | Short('h')) => {
            print!("{HELP}");
            Ok(())
        }
        Some(other) => Err(other.unexpected().into()),
        None => Err(lexopt::Error::from("what shall be made?").into()),
    }
}

fn all(mut arguments: lexopt::Parser) -> Result<(), CommandError> {
    let mut out = PathBuf::from("data");
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("out") => out = arguments.value()?.into(),
            other => return Err(other.unexpected().into()),
        }
    }
    let songs = out.join("songs");
    fs::create_dir_all(&songs).map_err(|source| CommandError::File { path: songs.clone(), source })?;
    for song in catalogue::songs() {
        let path = out.join(song.audio_path());
        let pcm = published(song);
        write(&pcm, pcm.frames() as u64, Format::Mp3, &path)?;
        println!("{} · {:.1} s · {}", path.display(), pcm.seconds(), song.words().title);
    }
    let path = out.join("metadata.csv");
    let table = manifest::write(catalogue::songs())?;
    fs::write(&path, table).map_err(|source| CommandError::File { path: path.clone(), source })?;
    println!("{}", path.display());
    Ok(())
}

fn song(mut arguments: lexopt::Parser) -> Result<(), CommandError> {
    let (mut id, mut out, mut seconds) = (None, None, None);
    let (mut format, mut rate, mut channels) = (Format::Mp3, SONG_RATE, Channels::Mono);
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(value) if id.is_none() => id = Some(value.string()?),
            Long("out") => out = Some(PathBuf::from(arguments.value()?)),
            Long("seconds") => seconds = Some(arguments.value()?.parse_with(parse_seconds)?),
            Long("rate") => rate = arguments.value()?.parse_with(parse_rate)?,
            Long("format") => {
                let known = |name: &str| Format::named(name).ok_or("the formats are mp3, wav, wav-float, flac, ogg");
                format = arguments.value()?.parse_with(known)?;
            }
            Long("channels") => {
                channels = arguments.value()?.parse_with(|count| match count {
                    "1" => Ok(Channels::Mono),
                    "2" => Ok(Channels::Stereo),
                    _ => Err("a song has 1 or 2 channels"),
                })?;
            }
            other => return Err(other.unexpected().into()),
        }
    }
    let id = id.ok_or_else(|| lexopt::Error::from("which song? Give its id, such as waltz_01"))?;
    let out = out.ok_or_else(|| lexopt::Error::from("where to? Give --out FILE"))?;
    let song = catalogue::find(&id).ok_or(CommandError::UnknownSong { id })?;
    let pcm = Pcm::new(&song.render(rate), rate, channels);
    let frames = seconds.map_or(pcm.frames() as u64, |seconds: f64| (seconds * f64::from(rate)).round() as u64);
    write(&pcm, frames, format, &out)
}

fn parse_seconds(text: &str) -> Result<f64, &'static str> {
    let seconds = text.parse().map_err(|_| "seconds are a number")?;
    if (0.001..=1_000_000.0).contains(&seconds) { Ok(seconds) } else { Err("between 0.001 and 1,000,000 seconds") }
}

fn parse_rate(text: &str) -> Result<u32, &'static str> {
    let rate = text.parse().map_err(|_| "the rate is a whole number of hertz")?;
    if (8_000..=192_000).contains(&rate) { Ok(rate) } else { Err("the rate lies between 8000 and 192000 Hz") }
}

fn hashes() {
    for song in catalogue::songs() {
        println!("{} {}", song.id(), published(song).hash());
    }
}

fn write(pcm: &Pcm, frames: u64, format: Format, path: &Path) -> Result<(), CommandError> {
    let file = File::create(path).map_err(|source| CommandError::File { path: path.to_owned(), source })?;
    let mut sink = BufWriter::new(file);
    encode(pcm, frames, format, &mut sink)
        .and_then(|()| Ok(sink.flush()?))
        .map_err(|source| CommandError::Encode { path: path.to_owned(), source })
}
