//! Damage of every kind, on files of every kind: never a panic, never a read outside the file or beyond the bounds (the
//! runner asserts these at each step), and always an end.

use proptest::prelude::*;

use crate::runner::{excerpt, excerpt_of, noise, noise_bytes};

/// One file of each format: real encoders' output, and a WAV and an AIFF.
fn files() -> Vec<(&'static str, Vec<u8>)> {
    macro_rules! real {
        ($($name:literal),*) => { vec![$(($name, include_bytes!(concat!("../reference/audio/", $name)).to_vec())),*] };
    }
    let mut files = real!(
        "constant.mp3",
        "variable.mp3",
        "bare.mp3",
        "layer2.mp2",
        "vorbis.ogg",
        "opus.opus",
        "flac.ogg",
        "back.m4a",
        "front.m4a",
        "fragments.mp4",
        "lossless.m4a",
        "stream.aac",
        "glide.flac"
    );
    files.push(("counting.wav", crate::wav::counting(2, 8_000, 1_000)));
    files.push(("extensible.wav", {
        let mut content = crate::wav::format(0xfffe, 6, 48_000, 24);
        content.extend_from_slice(&[22, 0, 24, 0, 0x3f, 0, 0, 0, 3, 0]);
        content.extend_from_slice(&[0; 14]);
        crate::wav::riff(&[
            crate::wav::chunk(b"ds64", &[9; 28]),
            crate::wav::chunk(b"fmt ", &content),
            crate::wav::chunk(b"data", &[5; 3_000]),
        ])
    }));
    let common = [b"COMM\0\0\0\x12\0\x02\0\0\0\x64\0\x10\x40\x0e\xac\x44".as_slice(), &[0; 6]].concat();
    files.push((
        "sound.aiff",
        [b"FORM\0\0\x03\xe8AIFF".as_slice(), &common, b"SSND\0\0\x01\x98\0\0\0\0\0\0\0\0", &[3; 400]].concat(),
    ));
    files
}

#[test]
fn every_undamaged_file_is_fine() {
    for (name, file) in files() {
        let cut = excerpt(&file, 0.3).result;
        assert!(cut.is_ok(), "{name}: {cut:?}");
    }
}

#[test]
fn cut_off_at_each_of_the_first_bytes() {
    for (_, file) in files() {
        for length in 0..file.len().min(1_200) {
            excerpt(&file[..length], 0.3);
        }
    }
}

#[test]
fn a_header_and_then_nothing_but_one_byte_over_and_over() {
    for (_, file) in files() {
        for length in (0..file.len().min(400)).step_by(3) {
            for filler in [0, 0xff, b'O'] {
                let mut damaged = file[..length].to_vec();
                damaged.resize(5_000, filler);
                excerpt(&damaged, 0.3);
            }
        }
    }
}

#[test]
fn every_byte_of_every_header_set_to_extremes() {
    for (_, file) in files() {
        for at in 0..file.len().min(900) {
            for value in [0, 1, 0x7f, 0x80, 0xff] {
                let mut damaged = file.clone();
                damaged[at] = value;
                excerpt(&damaged, 0.3);
            }
        }
    }
}

#[test]
fn every_four_bytes_of_every_header_set_to_extreme_numbers() {
    for (_, file) in files() {
        for at in 0..file.len().min(900) - 4 {
            for value in [0, u32::MAX, u32::MAX - 7, 0x7fff_ffff, 0x8000_0000, 0xffff, 1] {
                for bytes in [value.to_be_bytes(), value.to_le_bytes()] {
                    let mut damaged = file.clone();
                    damaged[at..at + 4].copy_from_slice(&bytes);
                    excerpt(&damaged, 0.3);
                }
            }
        }
    }
}

#[test]
fn files_that_turn_out_shorter_than_they_said() {
    for (_, file) in files() {
        for kept in (0..file.len()).step_by(file.len() / 40 + 1) {
            excerpt_of(file.len() as u64, 0.3, |offset, length| {
                let end = (offset as usize + length as usize).min(kept);
                file.get(offset as usize..end).unwrap_or(&[]).to_vec()
            });
        }
        // And one that claims to be larger than any disk.
        for size in [1 << 40, 1 << 53] {
            excerpt_of(size, 30.0, |offset, length| {
                let end = (offset as usize).saturating_add(length as usize).min(file.len());
                file.get(offset as usize..end).unwrap_or(&[]).to_vec()
            });
        }
    }
}

/// Endless files, whose bytes behind the start are made up as they are asked for: the reading stays bounded.
#[test]
fn endless_files() {
    for (_, file) in files() {
        for filler in [0_u8, 0xff, 0x4f] {
            excerpt_of(1 << 45, 30.0, |offset, length| {
                (offset..offset + u64::from(length))
                    .map(|at| file.get(at as usize).copied().unwrap_or(filler))
                    .collect()
            });
        }
    }
}

#[test]
fn starts_of_all_formats_before_random_bytes() {
    let starts: [&[u8]; 14] = [
        b"RIFF\0\0\0\0WAVE",
        b"RF64\xff\xff\xff\xffWAVE",
        b"RIFX\0\0\0\0WAVE",
        b"FORM\0\0\0\0AIFF",
        b"FORM\0\0\0\0AIFC",
        b"fLaC\0\0\0\x22",
        b"fLaC\x80\0\0\x22",
        b"OggS\0\x02",
        b"ID3\x03\0\0\0\0\0\x0a",
        b"\xff\xfb\x90\x64",
        b"\xff\xf1\x50\x80",
        b"\0\0\0\x0cftypM4A ",
        b"\0\0\x40\0moov",
        b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x10",
    ];
    for start in starts {
        for seed in 0..60 {
            excerpt(&[start, &noise_bytes(seed, 3_000)].concat(), 0.3);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Some bytes of a good file changed, wherever they are, and its end cut off.
    #[test]
    fn scattered_damage(
        which in 0..16_usize,
        seed in any::<u64>(),
        changes in 1..30_usize,
        kept in 0.1..=1.0_f64,
        seconds in 0.0..3.0_f64,
    ) {
        let (_, mut file) = files().swap_remove(which);
        let mut numbers = noise(seed);
        for _ in 0..changes {
            let at = numbers.next().unwrap_or(0) as usize % file.len();
            file[at] = numbers.next().unwrap_or(0) as u8;
        }
        file.truncate((file.len() as f64 * kept) as usize);
        excerpt(&file, seconds);
    }

    /// Two good files cut up and put together.
    #[test]
    fn chimeras(first in 0..16_usize, second in 0..16_usize, from in 0.0..1.0_f64, to in 0.0..1.0_f64) {
        let (a, b) = (&files()[first].1, &files()[second].1);
        let (from, to) = ((a.len() as f64 * from) as usize, (b.len() as f64 * to) as usize);
        excerpt(&[&a[..from], &b[to..]].concat(), 0.5);
    }

    /// The same file gives the same cut, and more seconds never fewer bytes.
    #[test]
    fn cuts_are_steady(which in 0..16_usize, seconds in 0.0..2.0_f64, more in 0.0..1.0_f64) {
        let (name, file) = &files()[which];
        let (short, long) = (excerpt(file, seconds), excerpt(file, seconds + more));
        prop_assert_eq!(&short, &excerpt(file, seconds));
        if let (Ok(short), Ok(long)) = (short.result, long.result) {
            prop_assert!(short.bytes.len() <= long.bytes.len(), "{}", name);
            prop_assert!(long.whole || !short.whole, "{}", name);
        }
    }
}
