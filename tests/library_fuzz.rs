//! What the fuzz targets check (`fuzz/checks`), on thousands of damaged files: the same ones every time.
//!
//! `SONGSCAPE_FUZZ_ROUNDS=500000 cargo test --test library_fuzz` runs more of them than the usual few thousand.

use std::panic::catch_unwind;
use std::path::Path;
use std::time::{Duration, Instant};

use rand::Rng;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;

#[path = "../fuzz/checks/lrc.rs"]
mod lrc;
#[path = "../fuzz/checks/manifest.rs"]
mod manifest;
#[path = "../fuzz/checks/numpy.rs"]
mod numpy;
#[path = "../fuzz/checks/tables.rs"]
mod tables;
#[path = "../fuzz/checks/tags.rs"]
mod tags;

/// The largest file tried, in bytes.
const MOST_BYTES: usize = 64 << 10;
/// No file of that size may take longer; the slowest takes a few milliseconds.
const MOST_TIME: Duration = Duration::from_secs(10);

/// Small files that hold what the larger ones lack.
const SMALL: [&[u8]; 16] = [
    b"",
    b"id\n1\n",
    b"id,title,lyrics,lyrics_clean,language\n1,\"a \"\"b\"\"\",\"x\ny\",x,bn\n2,=1+1,,,en\n",
    b"\xEF\xBB\xBFid;audio_path;genre\r\n1;a/b.mp3;waltz\r\n2;c.mp3;\r\n",
    b"sep=\t\nsong_id\ttempo\tenergy\na\t1,5\t2\nb\t-3\tnan\n",
    b"id,title\r1,one\r2,\"two\rlines\"\r",
    b"id,x,y\na_clip0,1,2\na_clip1,3,4\nb,5,6\n\0id,z,genre\na,1,waltz\nb,2,folk\n",
    b"id,x\na,1\na,2\nb,3\n\0song_id,x\nb,1e3\na,-2\na,0.5\n",
    b",id,0,1\n0,a,1,2\n1,b,3,4\n\0id,lyrics\na,la la\nb,\n",
    b"\xFF\xFEi\0d\0,\0x\0\n\x001\0,\x002\0\n\0",
    b"id,title\n1,Gr\xFC\xDFe\n",
    b"[ti:x]\n[ar:y]\n[00:01.00]one <00:01.50>two\n[00:02.00][00:03.00]three\n[Chorus]\n",
    "[00:01.00]আমার সোনার বাংলা\r\n[00:05.00]আমি তোমায় ভালোবাসি\r\n".as_bytes(),
    b"ID3\x03\0\0\0\0\x02\0TIT2\0\0\0\x04\0\0\0abcUSLT\0\0\0\x08\0\0\0eng\0la!",
    b"FORM\0\0\0\x2EAIFFCOMM\0\0\0\x12\0\x01\0\0\0\x01\0\x10\x40\x0E\xAC\x44\0\0\0\0\0\0NAME\0\0\0\x02ab",
    b"APETAGEX\xD0\x07\0\0\x2A\0\0\0\x01\0\0\0\0\0\0\x80\0\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0Title\0ab",
];

/// What means something to one of the readers.
const TOKENS: [&[u8]; 48] = [
    b"PK\x03\x04",
    b"PK\x01\x02",
    b"PK\x05\x06",
    b"\x93NUMPY\x01\0",
    b"\x93NUMPY\x03\0",
    b"ID3\x04\0\0",
    b"TAG",
    b"APETAGEX",
    b"OggS",
    b"fLaC",
    b"RIFF",
    b"WAVE",
    b"LIST",
    b"INFO",
    b"ftypM4A ",
    b"moov",
    b"udta",
    b"ilst",
    b"\xFF\xFB\x90\x00",
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"\xFE\xFF",
    b"\"",
    b"\"\"",
    b"\",\"",
    b",",
    b";",
    b"\t",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"id",
    b"lyrics",
    b"language",
    b"title",
    b"_clip1",
    b"nan",
    b"1e999",
    b"-1",
    b"'=",
    b"'",
    b"sep=;\n",
    b"[00:01.00]",
    b"<00:01.00>",
    b"(18446744073709551615, 4)",
    b"'<U9'",
    b"\xE0\xA6",
];

/// Files of the folders of fixtures and demo songs whose name ends in one of `endings`, and the small ones.
fn seeds(endings: &[&str]) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = std::fs::read_dir(root.join("tests/reference/library")).unwrap();
    let mut paths: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    paths.push(root.join("data/metadata.csv"));
    paths.sort();
    let fits = |path: &&std::path::PathBuf| endings.iter().any(|ending| path.to_string_lossy().ends_with(ending));
    let files = paths.iter().filter(fits).map(|path| std::fs::read(path).unwrap());
    files.chain(SMALL.iter().map(|small| small.to_vec())).collect()
}

/// One file damaged in one to eight ways.
fn damaged(random: &mut Xoshiro256PlusPlus, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut file = seeds.choose(random).cloned().unwrap_or_default();
    for _ in 0..random.gen_range(1..=8) {
        damage(random, &mut file, seeds);
        file.truncate(MOST_BYTES);
    }
    file
}

fn damage(random: &mut Xoshiro256PlusPlus, file: &mut Vec<u8>, seeds: &[Vec<u8>]) {
    let at = place(random, file.len());
    let end = (at + length(random)).min(file.len());
    match random.gen_range(0..10) {
        0 if at < file.len() => file[at] ^= 1 << random.gen_range(0..8),
        1 if at < file.len() => file[at] = *[0, 1, 0x7F, 0x80, 0xFF, b'"', b',', b'\n'].choose(random).unwrap_or(&0),
        2 => file.truncate(at),
        3 => drop(file.drain(at..end)),
        4 => {
            let chunk = file[at..end].repeat(random.gen_range(1..64));
            file.splice(at..at, chunk);
        }
        5 => {
            let other = seeds.choose(random).map_or(&[][..], Vec::as_slice);
            let from = place(random, other.len());
            file.splice(at..end, other[from..].iter().copied().take(length(random) * 4));
        }
        6 => {
            let token = TOKENS.choose(random).copied().unwrap_or_default();
            let over = if random.gen_bool(0.5) { at } else { (at + token.len()).min(file.len()) };
            file.splice(at..over, token.iter().copied());
        }
        7 => {
            let lie = lying_length(random);
            let over = (at + lie.len()).min(file.len());
            file.splice(at..over, lie);
        }
        8 => {
            // A number in digits, wherever there is one.
            let digits = file.iter().position(u8::is_ascii_digit).unwrap_or(at);
            let number = *[0, 1, 2, 255, 65_536, u64::from(u32::MAX), u64::MAX].choose(random).unwrap_or(&0);
            let over = (digits + 1).min(file.len());
            file.splice(digits..over, number.to_string().into_bytes());
        }
        _ => {
            let noise: Vec<u8> = (0..length(random)).map(|_| random.r#gen()).collect();
            file.splice(at..at, noise);
        }
    }
}

/// A place in a file of so many bytes: anywhere, or near its beginning or end, where lengths stand.
fn place(random: &mut Xoshiro256PlusPlus, bytes: usize) -> usize {
    let near = random.gen_range(0..=bytes.min(200));
    match random.gen_range(0..4) {
        0 => near,
        1 => bytes - near,
        _ => random.gen_range(0..=bytes),
    }
}

/// Mostly a few bytes, seldom hundreds.
fn length(random: &mut Xoshiro256PlusPlus) -> usize {
    let magnitude = random.gen_range(0..10);
    random.gen_range(1..=1 << magnitude)
}

/// A length that is not true: zero, huge, or a little off, in two, four or eight bytes of either order, or as ID3v2
/// writes it.
fn lying_length(random: &mut Xoshiro256PlusPlus) -> Vec<u8> {
    let values = [0, 1, 7, 255, 65_535, 1 << 20, u64::from(i32::MAX.unsigned_abs()), u64::from(u32::MAX), u64::MAX];
    let value = *values.choose(random).unwrap_or(&0);
    let width = *[2, 4, 8].choose(random).unwrap_or(&4);
    match random.gen_range(0..3) {
        0 => value.to_le_bytes()[..width].to_vec(),
        1 => value.to_be_bytes()[8 - width..].to_vec(),
        _ => [value >> 21, value >> 14, value >> 7, value].map(|part| part as u8 & 0x7F).to_vec(),
    }
}

/// Checks every seed as it is, then `rounds` damaged ones.
fn fuzz(check: fn(&[u8]), endings: &[&str], rounds: u64) {
    let rounds = std::env::var("SONGSCAPE_FUZZ_ROUNDS").map_or(rounds, |asked| asked.parse().unwrap());
    let seeds = seeds(endings);
    assert!(seeds.len() > SMALL.len(), "no file ends in {endings:?}");
    seeds.iter().for_each(|seed| check(seed));
    for round in 0..rounds {
        let file = damaged(&mut Xoshiro256PlusPlus::seed_from_u64(round), &seeds);
        let begun = Instant::now();
        let held = catch_unwind(|| check(&file));
        let took = begun.elapsed();
        assert!(held.is_ok() && took < MOST_TIME, "round {round}, after {took:?}: {}", file.escape_ascii());
    }
}

#[test]
fn damaged_manifests() {
    fuzz(manifest::check, &[".csv"], 4_000);
}

#[test]
fn damaged_tables() {
    fuzz(tables::check, &[".csv"], 4_000);
}

#[test]
fn damaged_arrays() {
    fuzz(numpy::check, &[".npy", ".npz"], 20_000);
}

#[test]
fn damaged_lyrics() {
    fuzz(lrc::check, &["metadata.csv", "train_lyrics.csv"], 6_000);
}

#[test]
fn damaged_tags() {
    fuzz(tags::check, &[".mp3", ".flac", ".ogg", ".opus", ".m4a", ".wav"], 6_000);
}
