//! What a file is, told from its first bytes and never from its name.

use super::error::Looks;
use super::held::{Held, Pause, big_endian};
use super::whole::Whole;
use super::{ExcerptError, Format, Walk, adts, aiff, flac, mp4, mpeg, ogg, wav};

/// How much is looked at to tell what a file is.
const LOOK: u64 = 4 << 10;

/// How much the first read fetches: enough for the headers of most songs.
const FIRST_READ: u64 = 64 << 10;

/// How many ID3 tags may stand before the sound. Some taggers leave an old one behind the new one.
const MOST_TAGS: u32 = 16;

/// No file this short holds sound: the shortest header alone is longer.
const FRAGMENT: usize = 8;

/// The search for the start of the sound and its format.
#[derive(Default)]
pub(super) struct Sniff {
    /// Where the sound may start: behind the ID3 tags seen so far.
    at: u64,
    tags: u32,
}

impl Sniff {
    /// The walk that fits the file.
    pub(super) fn advance(&mut self, held: &Held) -> Result<Walk, Pause> {
        if held.size() == 0 {
            return Err(ExcerptError::EmptyFile {}.into());
        }
        let bytes = loop {
            let bytes = held.view_ahead(self.at, LOOK, FIRST_READ)?;
            match tag_length(bytes) {
                Some(length) if self.tags < MOST_TAGS => {
                    self.at += length;
                    self.tags += 1;
                }
                _ => break bytes,
            }
        };
        if self.tags > 0 && bytes.is_empty() {
            // Nothing but a tag (or one that claims more bytes than there are): a cover picture without a song.
            return Err(ExcerptError::NoSound { format: Format::Mp3 }.into());
        }
        if let Some(walk) = self.by_signature(bytes) {
            return Ok(walk);
        }
        if self.at == 0 {
            if let Some(looks_like) = not_audio(bytes) {
                return Err(ExcerptError::NotAudio { looks_like }.into());
            }
            if let Some(format) = undecided(bytes) {
                return Ok(Walk::Whole(Whole { format }));
            }
        }
        // Padding or noise before the first frame is common in MP3 alone: look for its frames a little further on.
        let found = mpeg::find(held, self.at)?;
        if self.tags > 0 || found.is_some() {
            return Ok(Walk::Mpeg(mpeg::Mpeg::new(self.at)));
        }
        Ok(Walk::Whole(Whole { format: Format::Unknown }))
    }

    fn by_signature(&self, bytes: &[u8]) -> Option<Walk> {
        let at = self.at;
        Some(match bytes.get(..12).unwrap_or(bytes) {
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E'] => Walk::Wav(wav::Wav::new(at, false)),
            [b'R', b'F', b'6', b'4', _, _, _, _, b'W', b'A', b'V', b'E'] => Walk::Wav(wav::Wav::new(at, false)),
            [b'B', b'W', b'6', b'4', _, _, _, _, b'W', b'A', b'V', b'E'] => Walk::Wav(wav::Wav::new(at, false)),
            [b'R', b'I', b'F', b'X', _, _, _, _, b'W', b'A', b'V', b'E'] => Walk::Wav(wav::Wav::new(at, true)),
            [b'F', b'O', b'R', b'M', _, _, _, _, b'A', b'I', b'F', b'F' | b'C'] => Walk::Aiff(aiff::Aiff::new(at)),
            [b'f', b'L', b'a', b'C', ..] => Walk::Flac(flac::Flac::new(at)),
            [b'O', b'g', b'g', b'S', ..] => Walk::Ogg(ogg::Ogg::new(at)),
            // Sample tables hold offsets from the start of the file: a tag before it moves none of them.
            _ if mp4::looks_like_one(bytes) => Walk::Mp4(Box::new(mp4::Mp4::new(at))),
            _ if adts::Header::read(bytes).is_some() => Walk::Adts(adts::Adts::new(at)),
            _ => return None,
        })
    }
}

/// The length of the ID3v2 tag these bytes start with: header, content and footer.
pub(super) fn tag_length(bytes: &[u8]) -> Option<u64> {
    let header = bytes.get(..10)?;
    let size = &header[6..10];
    if !header.starts_with(b"ID3") || header[3] == 0xff || header[4] == 0xff || size.iter().any(|&byte| byte > 0x7f) {
        return None;
    }
    let content = size.iter().fold(0, |length, &byte| length << 7 | u64::from(byte));
    let footer = if header[5] & 0x10 != 0 { 10 } else { 0 };
    Some(10 + content + footer)
}

/// Something that is certainly not sound.
fn not_audio(bytes: &[u8]) -> Option<Looks> {
    let starts = |signatures: &[&[u8]]| signatures.iter().any(|signature| bytes.starts_with(signature));
    let riff = |kind: &[u8]| bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(kind);
    if starts(&[b"%PDF-"]) {
        Some(Looks::Pdf)
    } else if starts(&[b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"\0\0\x01\0"])
        || riff(b"WEBP")
    {
        Some(Looks::Image)
    } else if starts(&[b"PK\x03\x04", b"PK\x05\x06"]) {
        Some(Looks::Zip)
    } else if starts(&[b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b", b"\xfd7zXZ\0", b"BZh", b"\x28\xb5\x2f\xfd"])
    {
        Some(Looks::Archive)
    } else if starts(&[b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\0asm"]) {
        Some(Looks::Program)
    } else if starts(&[b"MThd"]) {
        Some(Looks::Midi)
    } else if starts(&[b"FLV\x01", b"\0\0\x01\xba"]) || riff(b"AVI ") {
        Some(Looks::Film)
    } else if let Some(text) = text(bytes) {
        let page = ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| text.contains(tag));
        Some(if page { Looks::Html } else { Looks::Text })
    } else if bytes.len() < FRAGMENT {
        Some(Looks::Fragment)
    } else {
        None
    }
}

/// The bytes as lower-case text, if they are text: UTF-8 (its last character may be cut off) or UTF-16 with its mark.
fn text(bytes: &[u8]) -> Option<String> {
    let wide = |combine: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| combine([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    let text = match bytes {
        [0xff, 0xfe, ..] if bytes.len().is_multiple_of(2) => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] if bytes.len().is_multiple_of(2) => wide(u16::from_be_bytes),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => {
                String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned()
            }
            Err(_) => return None,
        },
    };
    let plain =
        |character: char| !character.is_control() || matches!(character, '\t' | '\n' | '\r' | '\u{c}' | '\u{1b}');
    let readable = text.chars().all(|character| plain(character) && character != char::REPLACEMENT_CHARACTER);
    readable.then(|| text.to_lowercase())
}

/// A known format that is not cut here.
fn undecided(bytes: &[u8]) -> Option<Format> {
    let starts = |signatures: &[&[u8]]| signatures.iter().any(|signature| bytes.starts_with(signature));
    if big_endian(bytes, 0, 4) == Some(0x1a45_dfa3) {
        Some(Format::Webm)
    } else if big_endian(bytes, 0, 4) == Some(0x3026_b275) {
        Some(Format::Wma)
    } else if starts(&[b"caff"]) {
        Some(Format::Caf)
    } else if starts(&[
        b"MAC ",
        b"wvpk",
        b"MPCK",
        b"MP+",
        b"#!AMR",
        b"DSD ",
        b"FRM8",
        b"TTA1",
        b"ADIF",
        b".snd",
        b"OFR ",
        b"Creative Voice",
    ]) {
        Some(Format::Other)
    } else {
        None
    }
}
