//! Files that are no sound, or none that can be had; and those nobody but the browser can judge.

use songscape::audio::excerpt::{ExcerptError, Format, Looks, MOST_BYTES};

use crate::runner::{cut, error, excerpt, excerpt_of, noise_bytes};

#[test]
fn an_empty_file() {
    assert_eq!(error(b""), ExcerptError::EmptyFile {});
    // One that shrank to nothing between the listing and the reading.
    assert_eq!(excerpt_of(1_000, 30.0, |_, _| Vec::new()).result, Err(ExcerptError::EmptyFile {}));
}

#[test]
fn what_is_certainly_not_sound() {
    let cases: [(&[u8], Looks); 19] = [
        (b"x", Looks::Text),
        (b"\0", Looks::Fragment),
        (b"\xff\xfb\x90", Looks::Fragment),
        (b"la la la, carry me home\r\n", Looks::Text),
        ("#EXTM3U\nনদীর জলে আলো ভাসে\n".as_bytes(), Looks::Text),
        (b"\xff\xfel\0a\0 \0l\0a\0", Looks::Text),
        (b"\xef\xbb\xbfid,title\n1,x\n", Looks::Text),
        (b"\n <!DOCTYPE HTML><title>404</title>", Looks::Html),
        (b"<html><script>alert(1)</script>", Looks::Html),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", Looks::Pdf),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Looks::Image),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", Looks::Image),
        (b"RIFF\0\0\0\0WEBPVP8 ", Looks::Image),
        (b"PK\x03\x04\x14\0\0\0", Looks::Zip),
        (b"\x1f\x8b\x08\0\0\0\0\0", Looks::Archive),
        (b"MZ\x90\0\x03\0\0\0", Looks::Program),
        (b"MThd\0\0\0\x06\0\x01", Looks::Midi),
        (b"RIFF\0\0\0\0AVI LIST", Looks::Film),
        (b"7z\xbc\xaf\x27\x1c\0\x04", Looks::Archive),
    ];
    for (file, looks_like) in cases {
        assert_eq!(error(file), ExcerptError::NotAudio { looks_like }, "{:?}", String::from_utf8_lossy(file));
    }
    // A text longer than what is looked at, whose last character seen is cut in two.
    assert_eq!(error("é".repeat(5_000)[..].as_bytes()), ExcerptError::NotAudio { looks_like: Looks::Text });
    assert_eq!(error(format!("a{}", "é".repeat(5_000)).as_bytes()), ExcerptError::NotAudio { looks_like: Looks::Text });
}

#[test]
fn what_only_the_browser_can_judge_is_handed_over_whole() {
    let starts: [(&[u8], Format); 6] = [
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81", Format::Webm),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Format::Wma),
        (b"caff\0\x01\0\0desc", Format::Caf),
        (b"wvpk\x10\0\0\0\x07\x04", Format::Other),
        (b"MAC \x96\x0f\0\0", Format::Other),
        (b"\x01\x02\x03\x04\x05\x06\x07\x08", Format::Unknown),
    ];
    for (start, format) in starts {
        let file = [start, &[0; 5_000]].concat();
        let whole = cut(&file, 1.0);
        assert_eq!((whole.format, whole.rate, whole.channels, whole.whole), (format, None, None, true));
        assert_eq!(whole.bytes, file);
        let big = excerpt_of(MOST_BYTES + 1, 1.0, |offset, length| {
            (offset..offset + u64::from(length)).map(|at| start.get(at as usize).copied().unwrap_or(0)).collect()
        });
        assert_eq!(big.result, Err(ExcerptError::FileTooLarge { format, bytes: MOST_BYTES + 1, most: MOST_BYTES }));
        assert!(big.bytes_read <= 2 << 20, "{} bytes read", big.bytes_read);
    }
}

#[test]
fn random_bytes_are_neither_music_nor_a_crash() {
    for seed in 0..40 {
        let file = noise_bytes(seed, 20_000);
        let whole = cut(&file, 30.0);
        assert_eq!((whole.format, whole.bytes), (Format::Unknown, file), "seed {seed}");
    }
}

#[test]
fn headers_without_sound() {
    let tag = b"ID3\x04\0\0\0\0\x07\x76".as_slice();
    let cases: [(Vec<u8>, Format); 6] = [
        (b"fLaC\x80\0\0\x22".iter().copied().chain([0x10; 34]).collect(), Format::Flac),
        (b"fLaC".to_vec().into_iter().chain([0; 8]).collect(), Format::Flac),
        ([tag, &[0; 1_014]].concat(), Format::Mp3),
        (tag.to_vec(), Format::Mp3),
        (b"OggS\0\x02\0\0\0\0\0\0\0\0".to_vec(), Format::Ogg),
        (b"\0\0\0\x10ftypM4A \0\0\0\0\0\0\0\x08moov".to_vec(), Format::Mp4),
    ];
    for (file, format) in cases {
        let error = error(&file);
        let expected = ExcerptError::NoSound { format };
        let damaged = matches!(error, ExcerptError::DamagedHeader { format: found, .. } if found == format);
        assert!(error == expected || damaged, "{error:?}");
    }
}

#[test]
fn errors_cross_to_the_page_as_a_code_with_data() {
    let json = serde_json::to_value(error(b"%PDF-1.7")).expect("it serialises");
    assert_eq!(json, serde_json::json!({"code": "not_audio", "looks_like": "pdf"}));
    let json = serde_json::to_value(error(b"")).expect("it serialises");
    assert_eq!(json, serde_json::json!({"code": "empty_file"}));
    assert_eq!(error(b"<html>").to_string(), "this is not sound: it looks like a web page");
}

#[test]
fn a_request_is_repeated_until_it_is_answered() {
    use songscape::audio::excerpt::{Excerpt, Step};
    let mut excerpt = Excerpt::new(100, 30.0);
    let first = excerpt.step(None);
    assert_eq!(first, Ok(Step::Read { offset: 0, length: 100 }));
    assert_eq!(excerpt.step(None), first);
    assert!(matches!(excerpt.step(Some(b"%PDF-")), Err(ExcerptError::NotAudio { .. })));
}

#[test]
fn odd_numbers_of_seconds() {
    let file = crate::wav::counting(1, 8_000, 100);
    for seconds in [0.0, -1.0, f64::NAN, 1e-9] {
        assert_eq!(cut(&file, seconds).bytes.len(), 44 + 2, "{seconds}");
    }
    for seconds in [1e300, f64::INFINITY] {
        assert_eq!(excerpt(&file, seconds).result.expect("the file is fine").bytes, file);
    }
}
